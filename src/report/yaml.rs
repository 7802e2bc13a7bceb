//! The fields of the JSON contract as YAML.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::template;

pub(super) fn write(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    push(&serde_json::to_value(value)?, "\n", &mut text);
    out.write_all(text.trim_start().as_bytes())?;
    out.write_all(b"\n")
}

/// Adds a value after a key or a dash. `line` is a line break with the indentation of its depth.
///
/// The YAML crate would not quote texts that readers of YAML 1.1 take as dates, numbers or booleans.
fn push(value: &Value, line: &str, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                *out += &format!("{line}{}:", template::text(key));
                // Items are indented like the key of their list.
                let deeper = if value.is_object() { format!("{line}  ") } else { line.to_owned() };
                push(value, &deeper, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let start = out.len();
                push(item, &format!("{line}  "), out);
                // A value of several lines starts after its dash.
                let item = out.split_off(start);
                *out += &format!("{line}- {}", item.trim_start());
            }
        }
        Value::String(words) => *out += &format!(" {}", template::text(words)),
        scalar => *out += &format!(" {scalar}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_any_depth_are_read_back_and_texts_stay_texts_for_old_readers() {
        let value = json!({
            "no": "no",
            "when": ["2026-01-01", "12:30:45", "1_000", "=", "", "a\nb", " x ", "- y", "k: v", "\u{feff}"],
            "empty": [{}, [], null, true, -1],
            "deep": [[1, [2, {"a": [3], "b": {"c": {"d": "e"}}}]], {"first": {"x": 1}, "second": [[]]}],
        });
        for value in [value.clone(), json!([value]), json!("text"), json!([]), json!({})] {
            let mut out = Vec::new();
            write(&value, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), value, "{text}");
            assert!(!text.contains(": no\n") && !text.contains("- 2026") && !text.contains(" =\n"), "{text}");
        }
    }
}
