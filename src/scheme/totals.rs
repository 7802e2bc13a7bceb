//! The possible totals of factors whose levels are not settled.

use super::points::PointsRange;

/// A set of totals within a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TotalSet {
    range: PointsRange,
    /// A bit for each total, the lowest first.
    bits: Vec<u64>,
}

impl TotalSet {
    /// Creates an empty set of totals within a range.
    pub(crate) fn empty(range: PointsRange) -> TotalSet {
        let length = (range.max - range.min) as usize / 64 + 1;
        TotalSet { range, bits: vec![0; length] }
    }

    /// Creates a set with only the lowest total of a range.
    pub(crate) fn least(range: PointsRange) -> TotalSet {
        let mut set = TotalSet::empty(range);
        set.bits[0] = 1;
        set
    }

    /// Creates the set of all sums of one number of points for each factor.
    pub(crate) fn from_points<F: Iterator<Item = u32>>(
        range: PointsRange,
        factors: impl Iterator<Item = F>,
    ) -> TotalSet {
        factors.fold(TotalSet::least(range), |before, points| {
            let mut set = TotalSet::empty(range);
            let mut points = points.peekable();
            let least = points.peek().copied().unwrap_or_default();
            points.for_each(|points| set.add_raised(&before, points - least));
            set
        })
    }

    /// Adds the totals of another set of the same range, each raised by `points`. The raised totals must be in the range.
    pub(crate) fn add_raised(&mut self, other: &TotalSet, points: u32) {
        let (words, bits) = (points as usize / 64, points % 64);
        let mut carried = 0;
        for (own, other) in self.bits.iter_mut().skip(words).zip(&other.bits) {
            *own |= (other << bits) | carried;
            carried = if bits == 0 { 0 } else { other >> (64 - bits) };
        }
    }

    /// Returns true if any total of the set lies in a range.
    pub(crate) fn overlaps(&self, range: PointsRange) -> bool {
        self.iter().any(|total| range.contains(total))
    }

    /// Returns true if every total of the set lies in a range.
    pub(crate) fn is_within(&self, range: PointsRange) -> bool {
        self.iter().all(|total| range.contains(total))
    }

    /// Iterates over the totals in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (self.range.min..).step_by(64).zip(&self.bits).flat_map(|(start, &word)| {
            let bits = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
            bits.take_while(|word| *word != 0).map(move |word| start + word.trailing_zeros())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_room_for_a_range_and_no_more() {
        for (max, words) in [(64, 1), (127, 1), (128, 2), (255, 3)] {
            assert_eq!(TotalSet::empty(PointsRange { min: 64, max }).bits.len(), words);
        }
    }

    #[test]
    fn the_totals_are_all_sums_and_no_others() {
        let factors: [&[u32]; 5] = [&[3, 4, 70], &[0, 64], &[5], &[1, 128, 129], &[10, 11, 12, 13]];
        let sums = factors.iter().fold(BTreeSet::from([0]), |sums, points| {
            sums.iter().flat_map(|sum| points.iter().map(move |points| sum + points)).collect()
        });
        let range = PointsRange { min: 19, max: 281 };
        let set = TotalSet::from_points(range, factors.iter().map(|points| points.iter().copied()));
        assert_eq!(set.iter().collect::<BTreeSet<u32>>(), sums);
        assert_eq!((sums.first(), sums.last()), (Some(&19), Some(&281)));
        for (min, max) in (19..=281).flat_map(|min| [min, min + 1, min + 60].map(|max| (min, max))) {
            let within = PointsRange { min, max };
            assert_eq!(set.overlaps(within), sums.range(min..=max).next().is_some(), "{within}");
        }
        assert!(set.is_within(range) && !set.is_within(PointsRange { min: 20, ..range }));
        assert!(!set.is_within(PointsRange { max: 280, ..range }));
    }
}
