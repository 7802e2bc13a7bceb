//! The fields of the JSON contract as YAML.

use std::io::{self, Write};

use serde::Serialize;

pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // Written here, as an error of the writer would not be known for one behind an error of the format.
    let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
