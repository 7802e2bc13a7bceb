//! The program and the files behind a result, so that it can be reproduced.

use serde::Serialize;

use super::block::{BlockTable, ReportBlock};
use super::object::serialize_as;
use crate::job::Job;
use crate::profile::{Edition, Profile};
use crate::provenance::{Origin, Sha256, program};
use crate::scheme::Scheme;

/// The program, the scheme, the suite and the job file behind a result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provenance<'a> {
    pub(super) job: &'a Job<'a>,
    /// `None` if no profile is involved.
    pub(super) profile: Option<&'a Profile<'a>>,
}

const TOOL: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

serialize_as!(Provenance<'_>, provenance => {
    "tool": Tool { name: TOOL, version: VERSION, sha256: program() },
    "scheme": named(provenance.scheme().id(), provenance.scheme().origin()),
    "suite": provenance.profile.map(|profile| named(profile.suite(), profile.origin())),
    "job": JobFileOrigin { source: provenance.job.source(), sha256: provenance.job.origin().sha256() },
});

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    sha256: Option<Sha256>,
}

/// A file of a scheme or a suite.
#[derive(Serialize)]
pub(super) struct NamedFile<'a> {
    id: &'a str,
    source: &'a str,
    sha256: Option<Sha256>,
}

#[derive(Serialize)]
struct JobFileOrigin<'a> {
    source: &'a str,
    sha256: Option<Sha256>,
}

pub(super) fn named<'a>(id: &'a str, origin: &'a Origin) -> NamedFile<'a> {
    NamedFile { id, source: origin.name(), sha256: origin.sha256() }
}

impl<'a> Provenance<'a> {
    fn scheme(&self) -> &'a Scheme {
        self.job.scheme()
    }

    /// Returns the provenance as text for people.
    pub(super) fn blocks(&self) -> Vec<ReportBlock> {
        let digest =
            |sha256: Option<Sha256>| sha256.map_or_else(|| "unknown".to_owned(), |sha256| sha256.to_string());
        let file = |what, id: &str, origin: &Origin| {
            (what, id.to_owned(), origin.name().to_owned(), digest(origin.sha256()))
        };
        let suite = self.profile.map(|profile| {
            let (part, id, file, sha256) = file("Suite", profile.suite(), profile.origin());
            match profile.edition() {
                Edition::Replacing { built_in } => {
                    (part, id, format!("{file} (replaces {built_in})"), sha256)
                }
                _ => (part, id, file, sha256),
            }
        });
        let tool = ("Tool", format!("{TOOL} {VERSION}"), String::new(), digest(program()));
        let scheme = file("Scheme", self.scheme().id(), self.scheme().origin());
        let job = file("Job file", self.job.id().unwrap_or_default(), self.job.origin());
        let rows: Vec<_> = [tool, scheme].into_iter().chain(suite).chain([job]).collect();
        let table = BlockTable::of("What this report was made with and made from", &rows)
            .names("Part", |(what, ..)| what)
            .words("Version or id", |(_, id, ..)| id)
            .words("File", |(_, _, file, _)| file)
            .words("SHA-256", |(.., sha256)| sha256)
            .end();
        let words = "From the same files, the same program makes the same report again. A SHA-256 digest tells \
                     whether a file is the same; that of the tool is of its program file.";
        vec![ReportBlock::Table(table), ReportBlock::text(words)]
    }
}
