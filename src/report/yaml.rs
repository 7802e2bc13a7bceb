//! The fields of the JSON contract as YAML.

use std::io::{self, Write};

use serde::Serialize;

pub(super) fn write(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> io::Result<()> {
    // Written in a second step, because an error of the YAML crate would hide one of the writer, such as a closed pipe.
    let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
