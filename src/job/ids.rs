//! Ids of the jobs of a run, to find those that are repeated.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::file::JobFile;
use super::row_ids::{RowIds, hash};
use crate::finding::{FileFindings, Finding, Position, Problem, Rule};
use crate::sanitize::short;
use crate::yaml::MOST_OF_A_FILE;

/// Maximum number of ids that are kept and compared with later ones: enough for the whole NHS, in about 40 MB.
pub const MOST_IDS: usize = 1_835_008;

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _bytes: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Ids of the jobs of a run, each with the place of its first job. Keeps hashes of 64 bits, at most [`MOST_IDS`].
#[derive(Debug, Default)]
pub struct JobIds {
    /// Number of the file and line of the first job, by hash.
    first: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
    files: Vec<Arc<str>>,
    repeated: u64,
    /// True once an id was not kept.
    is_full: bool,
}

impl JobIds {
    /// Adds the jobs of a file. Returns a finding for each id that an earlier job has.
    pub fn add(&mut self, file: &JobFile<'_>) -> Vec<Finding> {
        let Some(source) = file.source() else { return Vec::new() };
        let mut findings = FileFindings::with_limit(MOST_OF_A_FILE);
        if let Some(ids) = &file.row_ids {
            findings = FileFindings::default();
            self.add_rows(&source, ids, &mut findings);
        }
        for (job, place) in file.jobs.iter().zip(&file.places) {
            let (Some(id), Some(mark)) = (&job.id, place.id) else { continue };
            if let Some(problem) = self.taken(id, hash(id), &source, job.line) {
                findings.add([place.section.text_of(&source, &file.text).finding_about(mark, problem)]);
            }
        }
        let documents = file.refused.iter().filter(|refused| !refused.is_row);
        for (id, line) in documents.filter_map(|refused| refused.id.as_ref().zip(refused.line)) {
            if let Some(problem) = self.taken(id, hash(id), &source, line) {
                findings.add([Finding::at(&source, Some(Position::of_line(line)), problem)]);
            }
        }
        findings.into_findings(&source)
    }

    /// Adds the ids of rows of a file. Adds a finding to `findings` for each id that an earlier job has.
    pub fn add_rows(&mut self, source: &Arc<str>, ids: &RowIds, findings: &mut FileFindings) {
        for (id, hash, line) in ids.iter() {
            if let Some(problem) = self.taken(id, hash, source, line) {
                findings.add([ids.finding(source, line, problem)]);
            }
        }
    }

    /// Returns the number of jobs whose id an earlier job has.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Returns a warning if ids were left out because there are more than [`MOST_IDS`].
    pub fn end(&self) -> Option<Finding> {
        let source = self.files.last().filter(|_| self.is_full)?;
        let message = format!("only the first {MOST_IDS} ids were checked for repeats");
        let problem = Problem::new(Rule::JobIdTaken, message).help("split the jobs into several runs");
        Some(Finding::at(source, None, problem))
    }

    /// Keeps the place of an id, or returns the problem that an earlier job has it.
    fn taken(&mut self, id: &str, hash: u64, source: &Arc<str>, line: usize) -> Option<Problem> {
        if let Some(&(file, first)) = self.first.get(&hash) {
            self.repeated += 1;
            let holder = &self.files[file as usize];
            let message = format!("the job id `{}` is taken by another job in {holder}:{first}", short(id));
            return Some(Problem::new(Rule::JobIdTaken, message).help("give each job an id of its own"));
        }
        if self.first.len() == MOST_IDS {
            self.is_full = true;
            return None;
        }
        if self.files.last() != Some(source) {
            self.files.push(Arc::clone(source));
        }
        let place = (u32::try_from(self.files.len() - 1), u32::try_from(line));
        if let (Ok(file), Ok(line)) = place {
            self.first.insert(hash, (file, line));
        }
        None
    }
}
