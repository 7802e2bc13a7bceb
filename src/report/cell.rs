//! Texts with what they express.

/// A text with its tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// The tone.
    pub tone: Tone,
}

impl Cell {
    /// The same text in another tone.
    pub fn tone(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }
}

impl<T: ToString> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell { text: text.to_string(), tone: Tone::default() }
    }
}

/// What a text expresses. Each format decides how that looks; the words never depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// The main result.
    Strong,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Not yet decided.
    Open,
}
