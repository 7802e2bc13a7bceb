//! Positions of slices in the text or bytes that they are part of.

/// Returns the number of bytes of `whole` before `part`, a slice of it; `None` if `part` is from elsewhere.
#[inline]
pub(crate) fn offset_in(whole: &[u8], part: &[u8]) -> Option<usize> {
    let offset = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    (part.len() <= whole.len().checked_sub(offset)?).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slice_of_the_whole_has_an_offset() {
        let whole = b"abcd";
        assert_eq!(offset_in(whole, &whole[1..3]), Some(1));
        assert_eq!(offset_in(whole, &whole[4..]), Some(4));
        assert_eq!(offset_in(&whole[..2], &whole[1..3]), None);
        assert_eq!(offset_in(&whole[2..], &whole[..1]), None);
    }
}
