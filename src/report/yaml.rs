//! The fields of the JSON contract as YAML.

use std::io::{self, Write};

use serde::Serialize;

pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_yaml::to_writer(out, value).map_err(io::Error::other)
}
