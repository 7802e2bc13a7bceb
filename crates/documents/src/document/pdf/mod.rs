//! PDF documents: the text of their pages, with tables rebuilt from drawn lines and aligned columns.

mod budget;
mod content;
mod encoding;
mod font;
mod grid;
mod layout;
mod lines;
mod margins;
mod matrix;
mod survey;

use hayro_syntax::{LoadPdfError, Pdf};

use super::error::DocumentError;
use super::flow::Flow;
use super::stream::Document;
use budget::Budget;
use content::{Fonts, read_page};
use layout::PageLayout;
use survey::survey;

/// Maximum number of pages.
const MAX_PAGES: usize = 1000;

/// Reads a PDF document.
///
/// # Errors
/// The document is damaged, too large, protected by a password, or has pages whose letters cannot be read.
pub fn read_pdf(bytes: &[u8]) -> Result<Document, DocumentError> {
    survey(bytes)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DocumentError::Encrypted("PDF"),
        LoadPdfError::Invalid => damaged("its list of pages is missing"),
    })?;
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(DocumentError::TooMany { what: "pages", limit: MAX_PAGES });
    }
    let mut budget = Budget::new();
    let mut fonts = Fonts::new();
    let mut layouts = Vec::new();
    for (page, number) in pages.iter().zip(1..) {
        let shown = read_page(page, number, &mut fonts, &mut budget)?;
        if shown.is_picture && shown.glyphs.iter().all(lines::is_space) {
            return Err(DocumentError::Scanned { page: number });
        }
        layouts.push(PageLayout::read(&shown, number)?);
    }
    margins::mark_running(&mut layouts);
    layouts.iter_mut().for_each(PageLayout::join_lines);
    let (spaced, all) = layouts
        .iter()
        .map(PageLayout::spaced_ends)
        .fold((0, 0), |sum, ends| (sum.0 + ends.0, sum.1 + ends.1));
    let prints_spaces = all >= 5 && spaced * 2 >= all;
    let mut flow = Flow::default();
    let (mut starts, mut running) = (Vec::new(), Vec::new());
    // Backwards, as a row may continue over several pages.
    for index in (1..layouts.len()).rev() {
        if let [layout, behind] = &mut layouts[index - 1..=index] {
            layout.take_rest(behind, prints_spaces);
        }
    }
    for layout in &layouts {
        let start = flow.len();
        layout.write(&mut flow, prints_spaces, &mut running)?;
        if flow.len() > start {
            starts.push(start);
        }
    }
    let document = flow.finish()?;
    if document.rows.is_empty() {
        return Err(damaged("it has no text"));
    }
    Ok(Document { pages: starts, running, ..document })
}

fn damaged(reason: &str) -> DocumentError {
    DocumentError::Damaged { format: "PDF", reason: reason.to_owned() }
}
