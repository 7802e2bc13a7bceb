//! Tests that need the whole command line.

use clap::{Command, CommandFactory, Parser, ValueEnum};
use clap_complete::Shell;

use super::{Cli, completions, man};

#[test]
fn the_command_line_is_well_defined() {
    Cli::command().debug_assert();
}

#[test]
fn options_alone_are_nothing_to_score() {
    for (arguments, right) in [
        (&["--format", "json"][..], false),
        (&["--allow-incomplete"], false),
        (&["job.yaml"], true),
        (&["--levels", "1 2"], true),
        (&["job.yaml", "--levels", "1 2"], true),
    ] {
        let line = ["jobeval", "score"].iter().chain(arguments);
        assert_eq!(Cli::try_parse_from(line).is_ok(), right, "{arguments:?}");
    }
}

#[test]
fn every_script_completes_every_command() {
    for shell in Shell::value_variants() {
        let script = completions::script(Cli::command(), *shell, &[]);
        for command in Cli::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
        }
    }
}

/// The generators for bash and zsh complete positional arguments, the one for fish only options, and those for elvish and
/// powershell neither.
#[test]
fn profiles_complete_where_the_shell_allows() {
    for (shell, places) in [(Shell::Bash, 3), (Shell::Zsh, 3), (Shell::Fish, 1)] {
        let script = completions::script(Cli::command(), shell, &["nurse-1"]);
        assert!(script.matches("nurse-1").count() >= places, "{shell}:\n{script}");
    }
}

#[test]
fn an_id_that_a_shell_would_evaluate_is_left_out() {
    for shell in Shell::value_variants() {
        let script = completions::script(
            Cli::command(),
            *shell,
            &["$(touch gone-wrong)", "`gone-wrong`", "gone-wrong'\"", "gone-wrong;"],
        );
        assert!(!script.contains("gone-wrong"), "{shell}:\n{script}");
    }
}

#[test]
fn what_is_run_accepts_more_than_what_completes() {
    assert!(Cli::try_parse_from(["jobeval", "compare", "job.yaml", "Arts Therapist ("]).is_ok());
}

/// Returns the command line as manual pages are made from it.
fn jobeval() -> Command {
    man::built(Cli::command())
}

/// Checks the page of a command and the pages of its subcommands.
fn assert_pages_are_complete(command: &Command) {
    let page = man::page(command).unwrap();
    let name = command.get_display_name().unwrap_or(command.get_name());
    let contains = |text: &str| assert!(page.contains(&text.replace('-', r"\-")), "{name}: {text}\n{page}");
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
    let page = man::page(&jobeval()).unwrap();
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
        man::find(&command, &path).map(Command::get_name).map_err(|error| error.to_string())
    };
    assert_eq!(find(""), Ok("jobeval"));
    assert_eq!(find("profiles show"), Ok("show"));
    assert_eq!(find("scores"), Err("jobeval has no command `scores`".to_owned()));
    assert_eq!(find("profiles show it"), Err("jobeval profiles show has no command `it`".to_owned()));
}
