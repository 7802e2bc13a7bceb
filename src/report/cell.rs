//! Texts with what they express.

/// A text with its tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TonedText {
    /// The text.
    pub text: String,
    /// The tone.
    pub tone: Tone,
    /// The page that it leads to, where a format has links.
    pub link: Option<Link>,
}

/// A page beside the one that leads to it, by the name of its file: of letters, digits, hyphens, underscores and dots, so
/// that it is the same in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// A link to a file of this name, if a name can be one.
    pub fn to(file: &str) -> Option<Link> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        file.chars().all(is_plain).then(|| Link(file.to_owned()))
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.0
    }
}

impl TonedText {
    /// The same text leading to a page.
    #[must_use]
    pub fn link(self, link: Option<Link>) -> TonedText {
        TonedText { link, ..self }
    }

    /// The same text in another tone.
    pub fn tone(self, tone: Tone) -> TonedText {
        TonedText { tone, ..self }
    }
}

impl<T: ToString> From<T> for TonedText {
    fn from(text: T) -> TonedText {
        TonedText { text: text.to_string(), ..TonedText::default() }
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
    /// How high a value is among those that there are, in steps from 0 to [`Tone::MOST`].
    Step(u8),
}

impl Tone {
    /// The highest step of [`Tone::Step`].
    pub const MOST: u8 = 8;
}
