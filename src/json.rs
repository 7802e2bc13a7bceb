//! Writes JSON, the format for programs. docs/json.md describes every result.

use std::io::{self, Write};

use serde::Serialize;

use crate::sanitize::{is_command, is_plain, is_unseen};

/// A result that is an object of the JSON contract.
pub trait Object: Serialize {
    /// The names of the fields in their order.
    const FIELDS: &'static [&'static str];
}

/// Writes a value over several lines.
///
/// # Errors
/// Any error of the writer.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaped(out), value)?;
    writeln!(out)
}

/// Writes a value as one line.
///
/// # Errors
/// Any error of the writer.
pub(crate) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_line_with(value, &[], out)
}

/// Writes an object as one line, with further fields at its end. `further` is JSON with a comma before each field.
///
/// # Errors
/// Any error of the writer.
pub(crate) fn write_line_with(value: &impl Serialize, further: &[u8], out: &mut dyn Write) -> io::Result<()> {
    // A line rarely needs escapes, and one check of the whole line is faster than one for each text.
    let mut line = serde_json::to_vec(value)?;
    if !further.is_empty() && line.pop_if(|last| *last == b'}').is_some() {
        line.extend_from_slice(further);
        line.push(b'}');
    }
    line.push(b'\n');
    Escaped(out).write_all(&line)
}

/// A writer that escapes the characters that JSON allows in texts although they are invisible, control a terminal or begin a
/// command to a CI run. The values of the texts stay the same.
struct Escaped<'o>(&'o mut dyn Write);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    /// Writes a part of JSON, which must not end inside a character.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if is_plain(bytes.strip_suffix(b"\n").unwrap_or(bytes)) {
            return self.0.write_all(bytes);
        }
        let text = str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut written = 0;
        for (index, c) in text.char_indices() {
            if c == '\n' || !(is_unseen(c) || is_command(&text[index..])) {
                continue;
            }
            self.0.write_all(&bytes[written..index])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            written = index + c.len_utf8();
        }
        self.0.write_all(&bytes[written..])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_is_written_and_every_value_stays() {
        let text = "A\u{1b}\u{7f}\u{9b}[31m \u{202e}\u{200d}\u{e0041}\"\\ Ward\n看護師";
        let mut written = Vec::new();
        write(&[text], &mut written).unwrap();
        write_line(&text, &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.contains(|c| c != '\n' && is_unseen(c)), "{written:?}");
        assert!(written.contains(r"\u007f\u009b[31m \u202e\u200d\udb40\udc41"), "{written}");
        let (array, line) = written.rsplit_once("]\n").unwrap();
        assert_eq!(serde_json::from_str::<[String; 1]>(&format!("{array}]")).unwrap(), [text]);
        assert_eq!(serde_json::from_str::<String>(line).unwrap(), text);
    }
}
