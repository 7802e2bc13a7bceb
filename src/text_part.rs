//! Locates parts of texts.

/// Returns the index in `text` at which its slice `part` starts, `None` if `part` is not a slice of `text`. Both may also be
/// bytes.
#[inline]
pub(crate) fn offset(part: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> Option<usize> {
    let (part, text) = (part.as_ref(), text.as_ref());
    let offset = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (part.len() <= text.len().checked_sub(offset)?).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_is_found_and_another_text_is_not() {
        let text = "12 März 2026".to_owned();
        let words: Vec<_> = text.split(' ').map(|word| offset(word, &text)).collect();
        assert_eq!(words, [Some(0), Some(3), Some(9)]);
        assert_eq!((offset(&text, &text), offset(&text, &text[1..])), (Some(0), None));
    }
}
