//! Files that wait to be read.

use std::collections::VecDeque;
use std::io::Read;
use std::ops::ControlFlow;

use jobeval::batch::Carried;
use jobeval::finding::Finding;
use jobeval::job::{OpenError, RowFile, RowSyntax};

use crate::cli::error::Error;
use crate::cli::groups::GroupSearch;
use crate::cli::input::{self, InputFile};
use crate::cli::session::Session;

/// Rows of a file, read as a stream.
pub(crate) type RowStream = RowFile<Box<dyn Read + Send>>;

/// File of the queue.
enum QueuedFile {
    Closed(Result<InputFile, Finding>),
    Opened(InputFile, Result<Box<RowStream>, Vec<Finding>>),
}

/// File of the queue that is to be read next.
pub(crate) enum NextFile {
    /// Job files, in order.
    Jobs(Vec<InputFile>),
    /// File with rows.
    Rows(InputFile, Box<RowStream>),
    /// File that cannot be read, with the reasons.
    Faulty(Vec<Finding>),
}

/// Files that are still to be read, in order.
pub(crate) struct FileQueue<'s> {
    waiting: VecDeque<QueuedFile>,
    session: Session<'s>,
}

impl<'s> FileQueue<'s> {
    pub(crate) fn new(files: Vec<Result<InputFile, Finding>>, session: Session<'s>) -> FileQueue<'s> {
        FileQueue { waiting: files.into_iter().map(QueuedFile::Closed).collect(), session }
    }

    /// Takes the next file from the queue, or several job files at once.
    pub(crate) fn next(&mut self) -> Option<NextFile> {
        let (file, opened) = match self.waiting.pop_front()? {
            QueuedFile::Opened(file, opened) => (file, opened),
            QueuedFile::Closed(Err(finding)) => return Some(NextFile::Faulty(vec![finding])),
            QueuedFile::Closed(Ok(file)) => match file.rows(self.session) {
                None => return Some(NextFile::Jobs(self.job_files_from(file))),
                Some(syntax) => {
                    let opened = open(&file, syntax, self.session);
                    (file, opened)
                }
            },
        };
        Some(match opened {
            Ok(rows) => NextFile::Rows(file, rows),
            Err(findings) => NextFile::Faulty(findings),
        })
    }

    /// Takes the job files after `first`, up to the number that is read at a time.
    fn job_files_from(&mut self, first: InputFile) -> Vec<InputFile> {
        let mut files = vec![first];
        while files.len() < input::AT_A_TIME
            && let Some(QueuedFile::Closed(Ok(next))) = self.waiting.front()
            && next.rows(self.session).is_none()
        {
            files.push(next.clone());
            self.waiting.pop_front();
        }
        files
    }

    /// Returns the columns of all files that are carried through.
    pub(crate) fn carried(&mut self) -> Carried {
        let (scheme, mut carried) = (self.session.scheme, Carried::default());
        self.survey(|file, rows| {
            let names = rows.carried(scheme).map_err(|error| vec![input::unreadable(&file.path, &error)])?;
            carried.add(names, rows.form().source());
            Ok(ControlFlow::Continue(()))
        });
        carried
    }

    /// Checks that some file has the column or key `by`, or may have it.
    ///
    /// # Errors
    /// No file has it.
    pub(crate) fn check_headers(&mut self, by: &str) -> Result<(), Error> {
        let mut search = GroupSearch::new(by);
        for queued in &self.waiting {
            match queued {
                QueuedFile::Closed(Ok(file)) if file.rows(self.session).is_none() => search.note_job_file(),
                QueuedFile::Closed(Ok(_)) => {}
                QueuedFile::Closed(Err(finding)) if !finding.is_error() => {}
                _ => search.note_unclear(),
            }
        }
        if self.waiting.is_empty() || search.is_found() {
            return Ok(());
        }
        self.survey(|_, rows| {
            search.note_rows(rows.form());
            Ok(if search.is_found() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        if self.waiting.iter().any(|queued| matches!(queued, QueuedFile::Opened(_, Err(_)))) {
            search.note_unclear();
        }
        search.end()
    }

    /// Opens the files of rows in order and shows their beginning to `look`, until it breaks. Of the files that can be
    /// opened again, only the first stays open.
    fn survey(
        &mut self,
        mut look: impl FnMut(&InputFile, &mut RowStream) -> Result<ControlFlow<()>, Vec<Finding>>,
    ) {
        let session = self.session;
        let (mut is_first, mut has_stdin, mut flow) = (true, false, ControlFlow::Continue(()));
        for queued in &mut self.waiting {
            if flow.is_break() {
                break;
            }
            let QueuedFile::Closed(Ok(file)) = queued else { continue };
            let Some(syntax) = file.rows(session) else { continue };
            let file = file.clone();
            // Two readers of standard input would each get a part of it.
            if input::is_stdin(&file.path) && std::mem::replace(&mut has_stdin, true) {
                continue;
            }
            let opened = open(&file, syntax, session).and_then(|mut rows| {
                flow = look(&file, &mut rows)?;
                Ok(rows)
            });
            if opened.is_err() || is_first || !input::can_be_read_again(&file.path) {
                is_first &= opened.is_err();
                *queued = QueuedFile::Opened(file, opened);
            }
        }
    }
}

/// Opens a file with rows and reads its header.
fn open(
    file: &InputFile,
    syntax: RowSyntax<'_>,
    session: Session<'_>,
) -> Result<Box<RowStream>, Vec<Finding>> {
    let reader = input::open(&file.path, file.encoding(session))
        .map_err(|error| vec![input::unreadable(&file.path, &error)])?;
    match RowFile::open(&file.source(), reader, syntax, session.scheme) {
        Ok(rows) => Ok(Box::new(rows)),
        Err(OpenError::Io(error)) => Err(vec![input::unreadable(&file.path, &error)]),
        Err(OpenError::Read(error)) => Err(error.findings),
    }
}
