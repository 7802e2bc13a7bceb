//! `jobeval man`

use std::io;

use clap::builder::Resettable;
use clap::{Args, Command, CommandFactory};
use clap_mangen::roff::{Roff, bold, roman};

use super::output::Output;
use super::{Answer, Cli, PROGRAM, Trouble};

/// The manual page of jobeval or of a command
///
/// Prints it as man pages are written, for man to show or for a file in a folder such as share/man/man1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jobeval man | man -l -
  jobeval man profiles show > jobeval-profiles-show.1")]
pub(super) struct Man {
    /// The command, such as score or profiles show; without it, jobeval itself
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

impl Man {
    pub(super) fn run(&self, output: &Output) -> Result<Answer, Trouble> {
        let page = page(find(&jobeval(), &self.command)?)?;
        output.show_text(&page)?;
        Ok(Answer::Yes)
    }
}

/// The whole command line, in which every command has its full name and the global options.
fn jobeval() -> Command {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    command
}

/// The command that a path of names leads to.
fn find<'c>(command: &'c Command, path: &[String]) -> Result<&'c Command, Trouble> {
    let [name, rest @ ..] = path else { return Ok(command) };
    match command.find_subcommand(name) {
        Some(found) => find(found, rest),
        None => {
            let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let caller = command.get_bin_name().unwrap_or(command.get_name());
            let message = format!("{caller} has no command `{name}`");
            let help = (!known.is_empty()).then(|| format!("its commands are {}", known.join(", ")));
            Err(Trouble::Usage { message, help })
        }
    }
}

/// The manual page of a command, in roff.
fn page(command: &Command) -> io::Result<String> {
    // What stands below the options in help would come as one run of text, and the version twice.
    let own = command.clone().after_help(Resettable::Reset).version(Resettable::Reset);
    let man = clap_mangen::Man::new(own)
        .source(format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")))
        .manual(format!("{PROGRAM} manual"))
        // An empty date would leave its place to the source.
        .date(" ");
    let mut page = Vec::new();
    man.render(&mut page)?;
    further_sections(command).to_writer(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What stands below the options in help, with a section for each of its headings, and where to read on.
fn further_sections(command: &Command) -> Roff {
    let mut sections = Roff::new();
    for line in command.get_after_help().map(ToString::to_string).unwrap_or_default().lines() {
        if let Some(heading) = line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            sections.control("SH", [heading.to_uppercase().as_str()]);
        } else if let Some((term, meaning)) = line.trim_start().split_once("  ") {
            sections.control("TP", []).text([roman(term)]).text([roman(meaning)]);
        } else {
            // An example has to stay as it is to be copied.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the page of a command and those of all commands below it.
    fn assert_pages_are_complete(command: &Command) {
        let page = page(command).unwrap();
        let name = command.get_display_name().unwrap_or(command.get_name());
        let contains =
            |text: &str| assert!(page.contains(&text.replace('-', r"\-")), "{name}: {text}\n{page}");
        contains(&format!("\n{name} - "));
        for option in command.get_arguments().filter(|option| !option.is_hide_set()) {
            match option.get_long() {
                Some(long) => contains(&format!("--{long}")),
                None => contains(&option.get_value_names().unwrap()[0]),
            }
        }
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            contains(&format!("\n{name}-{}(1)\n", below.get_name()));
            assert_pages_are_complete(below);
        }
    }

    #[test]
    fn every_page_names_its_commands_and_options() {
        assert_pages_are_complete(&jobeval());
    }

    #[test]
    fn the_main_page_has_the_exit_statuses_and_leads_on() {
        let page = page(&jobeval()).unwrap();
        let statuses = page.split_once(".SH \"EXIT STATUS\"\n").unwrap().1;
        for status in ["0\nyes: ", "1\nno: ", "2\ntrouble: "] {
            assert!(statuses.contains(&format!(".TP\n{status}")), "{statuses}");
        }
        assert!(statuses.contains("jobeval man COMMAND"), "{statuses}");
    }

    #[test]
    fn a_path_of_names_leads_to_a_command() {
        let command = jobeval();
        let find = |path: &str| {
            let path: Vec<String> = path.split_whitespace().map(ToOwned::to_owned).collect();
            find(&command, &path).map(Command::get_name).map_err(|error| error.to_string())
        };
        assert_eq!(find(""), Ok("jobeval"));
        assert_eq!(find("profiles show"), Ok("show"));
        assert_eq!(find("scores"), Err("jobeval has no command `scores`".to_owned()));
        assert_eq!(find("profiles show it"), Err("jobeval profiles show has no command `it`".to_owned()));
    }
}
