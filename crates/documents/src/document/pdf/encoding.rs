//! Standard encodings, glyph names, and widths of the standard fonts, for fonts that do not include them.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// Names of glyphs and their characters, from the Adobe Glyph List. Plain letters are their own names and are left out.
const NAMES: &str = "\
    AE Æ Aacute Á Abreve Ă Acircumflex Â Adieresis Ä Agrave À Amacron Ā Aogonek Ą Aring Å Atilde Ã Cacute Ć \
    Ccaron Č Ccedilla Ç Ccircumflex Ĉ Cdotaccent Ċ Dcaron Ď Dcroat Đ Eacute É Ebreve Ĕ Ecaron Ě Ecircumflex Ê \
    Edieresis Ë Edotaccent Ė Egrave È Emacron Ē Eng Ŋ Eogonek Ę Eth Ð Euro € Gbreve Ğ Gcircumflex Ĝ Gdotaccent Ġ \
    Hbar Ħ Hcircumflex Ĥ IJ Ĳ Iacute Í Ibreve Ĭ Icircumflex Î Idieresis Ï Idotaccent İ Igrave Ì Imacron Ī \
    Iogonek Į Itilde Ĩ Jcircumflex Ĵ Lacute Ĺ Lcaron Ľ Ldot Ŀ Lslash Ł Nacute Ń Ncaron Ň Ntilde Ñ OE Œ Oacute Ó \
    Obreve Ŏ Ocircumflex Ô Odieresis Ö Ograve Ò Ohungarumlaut Ő Omacron Ō Oslash Ø Otilde Õ Racute Ŕ Rcaron Ř \
    Sacute Ś Scaron Š Scedilla Ş Scircumflex Ŝ Tbar Ŧ Tcaron Ť Thorn Þ Uacute Ú Ubreve Ŭ Ucircumflex Û \
    Udieresis Ü Ugrave Ù Uhungarumlaut Ű Umacron Ū Uogonek Ų Uring Ů Utilde Ũ Wcircumflex Ŵ Yacute Ý \
    Ycircumflex Ŷ Ydieresis Ÿ Zacute Ź Zcaron Ž Zdotaccent Ż aacute á abreve ă acircumflex â acute ´ adieresis ä \
    ae æ agrave à amacron ā ampersand & aogonek ą aring å arrowleft ← arrowright → asciicircum ^ asciitilde ~ \
    asterisk * at @ atilde ã backslash \\ bar | braceleft { braceright } bracketleft [ bracketright ] breve ˘ \
    brokenbar ¦ bullet • cacute ć caron ˇ ccaron č ccedilla ç ccircumflex ĉ cdotaccent ċ cedilla ¸ cent ¢ \
    circumflex ˆ colon : comma , copyright © currency ¤ dagger † daggerdbl ‡ dcaron ď dcroat đ degree ° \
    dieresis ¨ divide ÷ dollar $ dotaccent ˙ dotlessi ı eacute é ebreve ĕ ecaron ě ecircumflex ê edieresis ë \
    edotaccent ė egrave è eight 8 ellipsis … emacron ē emdash — endash – eng ŋ eogonek ę equal = eth ð exclam ! \
    exclamdown ¡ ff ﬀ ffi ﬃ ffl ﬄ fi ﬁ figuredash ‒ five 5 fl ﬂ florin ƒ four 4 fraction ⁄ gbreve ğ \
    gcircumflex ĝ gdotaccent ġ germandbls ß grave ` greater > greaterequal ≥ guillemotleft « guillemotright » \
    guilsinglleft ‹ guilsinglright › hbar ħ hcircumflex ĥ hungarumlaut ˝ hyphen - iacute í ibreve ĭ \
    icircumflex î idieresis ï igrave ì ij ĳ imacron ī iogonek į itilde ĩ jcircumflex ĵ kgreenlandic ĸ lacute ĺ \
    lcaron ľ ldot ŀ less < lessequal ≤ logicalnot ¬ longs ſ lslash ł macron ¯ minus − mu µ multiply × nacute ń \
    napostrophe ŉ ncaron ň nine 9 notequal ≠ ntilde ñ numbersign # oacute ó obreve ŏ ocircumflex ô odieresis ö \
    oe œ ogonek ˛ ograve ò ohungarumlaut ő omacron ō one 1 onehalf ½ onequarter ¼ onesuperior ¹ onethird ⅓ \
    ordfeminine ª ordmasculine º oslash ø otilde õ paragraph ¶ parenleft ( parenright ) percent % period . \
    periodcentered · perthousand ‰ plus + plusminus ± question ? questiondown ¿ quotedbl \" quotedblbase „ \
    quotedblleft “ quotedblright ” quoteleft ‘ quotereversed ‛ quoteright ’ quotesinglbase ‚ quotesingle ' \
    racute ŕ rcaron ř registered ® ring ˚ sacute ś scaron š scedilla ş scircumflex ŝ section § semicolon ; \
    seven 7 sfthyphen \u{ad} six 6 slash / softhyphen \u{ad} sterling £ tbar ŧ tcaron ť thorn þ three 3 \
    threequarters ¾ threesuperior ³ tilde ˜ trademark ™ two 2 twosuperior ² twothirds ⅔ uacute ú ubreve ŭ \
    ucircumflex û udieresis ü ugrave ù uhungarumlaut ű umacron ū underscore _ uogonek ų uring ů utilde ũ \
    wcircumflex ŵ yacute ý ycircumflex ŷ ydieresis ÿ yen ¥ zacute ź zcaron ž zdotaccent ż zero 0";

/// Characters of the standard encoding, from code 161.
const STANDARD: &str =
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ�–†‡·�¶•‚„”»…‰�¿�`´ˆ˜¯˘˙¨�˚¸�˝˛ˇ—����������������Æ�ª����ŁØŒº�����æ���ı��łøœß";

/// The widths of Helvetica in thousandths of its size, for the characters from the space to the tilde.
#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The widths of Helvetica-Bold in thousandths of its size, for the characters from the space to the tilde.
#[rustfmt::skip]
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// The widths of Times-Roman in thousandths of its size, for the characters from the space to the tilde.
#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500,
    500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// The widths of Times-Bold in thousandths of its size, for the characters from the space to the tilde.
#[rustfmt::skip]
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778,
    611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500,
    556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];

/// A named encoding of single bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FontEncoding {
    Standard,
    WinAnsi,
    MacRoman,
}

impl FontEncoding {
    /// Returns the encoding with this name.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            _ => None,
        }
    }

    /// Returns the character of a code.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let c = match (self, code) {
            (Self::Standard, b'\'') => '’',
            (Self::Standard, b'`') => '‘',
            (Self::Standard, 161..) => STANDARD.chars().nth(usize::from(code - 161))?,
            (Self::Standard, 128..) => return None,
            (Self::WinAnsi, _) => WINDOWS_1252.decode_without_bom_handling(&[code]).0.chars().next()?,
            (Self::MacRoman, _) => MACINTOSH.decode_without_bom_handling(&[code]).0.chars().next()?,
            (Self::Standard, _) => char::from(code),
        };
        (!c.is_control() && c != '\u{fffd}').then_some(c)
    }
}

/// Returns the text of a named glyph, if known.
pub(super) fn glyph_text(name: &str) -> Option<String> {
    // After a dot, the name only distinguishes forms of one character.
    let base = name.split('.').next().filter(|base| !base.is_empty())?;
    base.split('_').map(glyph_character).collect()
}

fn glyph_character(name: &str) -> Option<char> {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_ascii_alphabetic().then_some(letter);
    }
    let mut words = NAMES.split_ascii_whitespace();
    while let Some(known) = words.next() {
        let sign = words.next()?;
        if known == name {
            return sign.chars().next();
        }
    }
    match name {
        "space" | "nbspace" => return Some(' '),
        "ff" => return Some('ﬀ'),
        "ffi" => return Some('ﬃ'),
        "ffl" => return Some('ﬄ'),
        _ => {}
    }
    let number = name.strip_prefix("uni").filter(|number| number.len() == 4);
    let number =
        number.or_else(|| name.strip_prefix('u').filter(|number| (4..=6).contains(&number.len())))?;
    char::from_u32(u32::from_str_radix(number, 16).ok()?)
}

/// Returns the width of a character in a standard font, in thousandths of the size.
pub(super) fn standard_width(font: &str, bold: bool, c: char) -> f64 {
    let (widths, usual) = match font {
        font if font.starts_with("Courier") => return 600.0,
        font if font.starts_with("Times") => (if bold { &TIMES_BOLD } else { &TIMES }, 500.0),
        _ => (if bold { &HELVETICA_BOLD } else { &HELVETICA }, 556.0),
    };
    let index = u32::from(c).checked_sub(32).and_then(|index| usize::try_from(index).ok());
    index.and_then(|index| widths.get(index)).map_or(usual, |&width| f64::from(width))
}
