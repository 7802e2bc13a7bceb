//! Makes texts from files safe to show. Control characters, characters that reverse the text around them and characters
//! without width are spelt out, as two texts that differ only in these look the same. Texts that the log of a CI run would
//! obey as a command are spelt out as well.

use std::borrow::Cow;

/// Truncates `text` to 80 characters for messages.
pub fn short(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
    }
}

/// Lists the first 20 names for messages, each truncated to 80 characters, and the number of the others.
pub fn listed(names: &[impl AsRef<str>]) -> String {
    const MOST: usize = 20;
    let shown: Vec<_> = names.iter().take(MOST).map(|name| short(name.as_ref())).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Returns true for default ignorable characters of Unicode (DerivedCoreProperties.txt, 16.0), which include bidirectional
/// controls and zero-width characters, and for separators of lines and paragraphs and marks of annotations.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns true for characters that are not shown as themselves: controls and ignorable ones.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || (!c.is_ascii() && is_ignorable(c))
}

/// Returns true for a printable byte of ASCII.
pub(crate) const fn is_visible_ascii(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Returns true if nothing in a text can need to be spelt out: all of it is printable ASCII, without the `#` that may begin a
/// command to a CI run. Most texts are like that, and this is fast.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    match text.last_chunk() {
        Some(last) => !text.as_chunks().0.iter().any(any_odd) && !any_odd(last),
        None => !text.iter().any(|&byte| is_odd(byte)),
    }
}

/// Returns true if any of sixteen bytes may have to be spelt out. It looks at all of them, as one step.
#[inline]
fn any_odd(bytes: &[u8; 16]) -> bool {
    bytes.iter().fold(false, |found, &byte| found | is_odd(byte))
}

#[inline]
fn is_odd(byte: u8) -> bool {
    !is_visible_ascii(byte) | (byte == b'#')
}

/// Returns true if a text begins with a command that CI runs obey anywhere in a line of their log, such as `##[error]` on
/// GitHub, `##vso[task.complete]` on Azure and `##teamcity[message]`.
pub(crate) fn is_command(text: &str) -> bool {
    let name = text.strip_prefix("##").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
    name.is_some_and(|rest| rest.starts_with('['))
}

/// Escapes the two colons with which a line would begin a command to GitHub.
pub(crate) fn no_command(line: &str) -> Cow<'_, str> {
    let text = line.trim_start();
    match text.strip_prefix("::") {
        Some(rest) => format!("{}{}:{rest}", &line[..line.len() - text.len()], ':'.escape_unicode()).into(),
        None => line.into(),
    }
}

/// Spells out unseen characters, as in `\u{202e}`, unless `keep` returns true for them, and the first character of commands to
/// CI runs.
pub(crate) fn spelt_out(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        return text.into();
    }
    if characters(text).all(|(c, seen)| seen || keep(c)) {
        return text.into();
    }
    let mut spelt = String::with_capacity(text.len());
    for (c, seen) in characters(text) {
        if seen || keep(c) {
            spelt.push(c);
        } else {
            spelt.extend(c.escape_unicode());
        }
    }
    spelt.into()
}

/// Iterates over the characters of a text, each with true if it can be seen: as itself or, for joiners and variation selectors,
/// by the shape of its neighbours. The first character of a command to a CI run has false.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    let mut rest = text.chars();
    std::iter::from_fn(move || {
        let obeyed = is_command(rest.as_str());
        let c = rest.next()?;
        let after = rest.clone().next();
        let seen = !obeyed && (!is_unseen(c) || shapes(before, c, after));
        before = Some(c);
        Some((c, seen))
    })
}

/// Returns true if a joiner or a variation selector changes its neighbours: parts of an emoji, and letters of scripts in which
/// they change their shape. Beside Latin letters it would be invisible.
fn shapes(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => before.is_some_and(is_shaped) && after.is_some_and(is_shaped),
        _ if is_variation_selector(c) => before.is_some_and(|before| is_shaped(before) && !is_unseen(before)),
        _ => false,
    }
}

/// Returns true if neighbours can change the shape of a character. This excludes the scripts up to Armenian and the later
/// blocks of Latin and Greek.
fn is_shaped(c: char) -> bool {
    c >= '\u{590}' && !('\u{1e00}'..='\u{1fff}').contains(&c) && (!is_unseen(c) || is_variation_selector(c))
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_a_text_is_spelt_out() {
        for c in [
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2064}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            let spelt = format!("Nur{}se", c.escape_unicode());
            assert_eq!(spelt_out(&format!("Nur{c}se"), |_| false), spelt);
        }
        assert_eq!(spelt_out("看\u{202e}護", |_| false), r"看\u{202e}護");
    }

    #[test]
    fn a_stray_byte_is_found_wherever_it_stands() {
        for length in 0..40 {
            let plain = vec![b'~'; length];
            assert!(is_plain(&plain));
            for at in 0..length {
                let mut odd = plain.clone();
                for stray in [b'\n', b'#', 0x7f] {
                    odd[at] = stray;
                    assert!(!is_plain(&odd), "{at} of {length}");
                }
            }
        }
    }

    #[test]
    fn no_text_is_a_command() {
        for (text, shown) in [
            ("a ##[error]x ##vso[y]", r"a \u{23}#[error]x \u{23}#vso[y]"),
            ("###[error]", r"#\u{23}#[error]"),
            ("## a [b], #[c], # #[d]", "## a [b], #[c], # #[d]"),
        ] {
            assert_eq!(spelt_out(text, |_| false), shown);
        }
        for (line, shown) in [("  ::error::x", r"  \u{3a}:error::x"), ("a ::b", "a ::b"), (":b", ":b")] {
            assert_eq!(no_command(line), shown);
        }
    }

    #[test]
    fn what_is_seen_stands() {
        for text in [
            "Café, 看護師, ที่, e\u{301}",
            // A health worker and a flag, each of several parts, and a Persian verb.
            "\u{1f469}\u{200d}\u{2695}\u{fe0f} \u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "\u{e000}\u{378}",
        ] {
            assert_eq!(spelt_out(text, |_| false), text);
        }
    }

    #[test]
    fn a_joiner_that_joins_nothing_is_spelt_out() {
        for text in ["\u{1f469}\u{200d}", "\u{1f469}\u{200d}\u{200d}\u{2695}", "\u{1f469}\u{fe0f}\u{fe0f}"] {
            assert!(spelt_out(text, |_| false).contains(r"\u{"), "{text:?}");
        }
    }
}
