//! The command `jobeval`. What it can do is in the library; what it asks and answers is in `cli`.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
