//! Texts as they come in.

/// The lines of a text as YAML breaks it.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    const BREAKS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let without_return = |line| str::strip_suffix(line, '\r').unwrap_or(line);
    text.split('\n').map(without_return).flat_map(|line| line.split(BREAKS)).collect()
}
