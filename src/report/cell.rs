//! Text with a tone.

/// A text with a tone and perhaps a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TonedText {
    /// The words.
    pub text: String,
    /// Their tone.
    pub tone: Tone,
    /// Page that the text links to, in formats with links.
    pub link: Option<Link>,
}

/// A relative link to a file beside the page. The name has only letters, digits, hyphens, underscores and dots, so that
/// it is the same in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Makes a link to `file`, or returns `None` if its name has other characters.
    pub fn to(file: &str) -> Option<Link> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        file.chars().all(is_plain).then(|| Link(file.to_owned()))
    }

    /// Returns the name of the file.
    pub fn file(&self) -> &str {
        &self.0
    }
}

impl TonedText {
    /// Replaces the link.
    #[must_use]
    pub fn link(self, link: Option<Link>) -> TonedText {
        TonedText { link, ..self }
    }

    /// Replaces the tone.
    pub fn tone(self, tone: Tone) -> TonedText {
        TonedText { tone, ..self }
    }
}

impl<T: ToString> From<T> for TonedText {
    fn from(text: T) -> TonedText {
        TonedText { text: text.to_string(), ..TonedText::default() }
    }
}

/// The meaning of a text. Each format chooses its look; the words never depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// No particular meaning.
    #[default]
    Plain,
    /// The main result.
    Strong,
    /// A positive result.
    Good,
    /// A negative result.
    Bad,
    /// Not yet decided.
    Open,
    /// Rank of a value among all values, from 0 to [`Tone::MOST`].
    Step(u8),
}

impl Tone {
    /// The highest step of [`Tone::Step`].
    pub const MOST: u8 = 8;
}
