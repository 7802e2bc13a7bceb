//! Starts the command line, which is in `cli`. Everything that it can do is in the library.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
