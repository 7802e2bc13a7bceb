//! The command line: the cases of tests/cmd, help, `init`, completions.

pub(crate) mod cases;
pub(crate) mod help;
pub(crate) mod init;
pub(crate) mod shell;
