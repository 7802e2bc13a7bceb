//! `jobeval man`

use std::io;

use clap::builder::Resettable;
use clap::{Args, Command};
use clap_mangen::roff::{Roff, bold, roman};

use super::error::Error;
use super::output::Output;
use super::session::{ExitAnswer, PROGRAM};

/// Print the manual page of jobeval or of a command
///
/// The output is roff, for `man -l -` or a folder such as share/man/man1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval man > jobeval.1
  jobeval man profiles show > jobeval-profiles-show.1")]
pub(super) struct ManArgs {
    /// Command, such as score or profiles show [default: jobeval itself]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

impl ManArgs {
    pub(super) fn run(&self, command: Command, output: &Output) -> Result<ExitAnswer, Error> {
        let page = page(find(&built(command), &self.command)?)?;
        output.show_text(&page)?;
        Ok(ExitAnswer::Yes)
    }
}

/// Builds the command line, so that every command has its full name and the global options.
pub(super) fn built(command: Command) -> Command {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    command
}

/// Finds a command by its path of names, as in `profiles show`.
pub(super) fn find<'c>(command: &'c Command, path: &[String]) -> Result<&'c Command, Error> {
    let [name, rest @ ..] = path else { return Ok(command) };
    match command.find_subcommand(name) {
        Some(found) => find(found, rest),
        None => {
            let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let caller = command.get_bin_name().unwrap_or(command.get_name());
            let message = format!("{caller} has no command `{name}`");
            let help = (!known.is_empty()).then(|| format!("its commands are {}", known.join(", ")));
            Err(Error::Usage { message, help })
        }
    }
}

/// Returns the manual page of a command, in roff.
pub(super) fn page(command: &Command) -> io::Result<String> {
    // The help below the options would become one paragraph, and the version would appear twice.
    let own = command.clone().after_help(Resettable::Reset).version(Resettable::Reset);
    let man = clap_mangen::Man::new(own)
        .source(format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")))
        .manual(format!("{PROGRAM} manual"))
        // An empty date would be replaced by the source.
        .date(" ");
    let mut page = Vec::new();
    man.render(&mut page)?;
    further_sections(command).to_writer(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// Returns the help below the options, with a section per heading, and SEE ALSO.
fn further_sections(command: &Command) -> Roff {
    let mut sections = Roff::new();
    for line in command.get_after_help().map(ToString::to_string).unwrap_or_default().lines() {
        if let Some(heading) = line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            sections.control("SH", [heading.to_uppercase().as_str()]);
        } else if let Some((term, meaning)) = line.trim_start().split_once("  ") {
            sections.control("TP", []).text([roman(term)]).text([roman(meaning)]);
        } else {
            // Examples keep their line breaks, so that they can be copied.
            sections.control("nf", []).text([roman(line.trim_start())]).control("fi", []);
        }
    }
    sections.control("SH", ["SEE ALSO"]);
    let own = command.get_bin_name().and_then(|name| name.strip_prefix(PROGRAM)).unwrap_or_default();
    if command.has_subcommands() {
        let example = format!("{PROGRAM} man{own} COMMAND");
        sections.text([bold(example), roman(" prints the page of a command.")]);
    }
    if !own.is_empty() {
        sections.control("PP", []).text([bold(PROGRAM), roman("(1)")]);
    }
    sections
}
