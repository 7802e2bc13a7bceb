//! What the parts of a run cost, in process. Each group has its yardstick beside it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on ends")]

use divan::{Bencher, black_box};
use jobeval::batch::{Batch, Carried, OutputMode, Question};
use jobeval::job::{HeaderRules, RowFile, RowSyntax};
use jobeval::report::CellSafety;
use jobeval::{Job, Profiles, Scheme, compare, judge, rank, score};

const JOB: &str = include_str!("../examples/senior-art-therapist.yaml");
const SUITE: &str = include_str!("../profiles/arts-therapies.yaml");
const SCHEME: &str = include_str!("../profiles/scheme.yaml");

fn main() {
    divan::main();
}

fn job() -> Job<'static> {
    Job::read("job.yaml", JOB, Scheme::nhs_jes()).items.remove(0)
}

fn profiles() -> Profiles<'static> {
    Profiles::built_in(Scheme::nhs_jes()).unwrap()
}

mod one_job {
    use super::*;

    #[divan::bench]
    fn score_it(bencher: Bencher<'_, '_>) {
        let job = job();
        bencher.bench(|| score(black_box(&job)).standing.total);
    }

    #[divan::bench]
    fn judge_it_against_a_profile(bencher: Bencher<'_, '_>) {
        let (job, profiles) = (job(), profiles());
        let profile = profiles.iter().next().unwrap();
        bencher.bench(|| judge(black_box(&job), profile).unwrap().outcome);
    }

    #[divan::bench]
    fn compare_it_with_a_profile(bencher: Bencher<'_, '_>) {
        let (job, profiles) = (job(), profiles());
        let profile = profiles.iter().next().unwrap();
        bencher.bench(|| compare(black_box(&job), profile).unwrap().verdict.outcome);
    }

    #[divan::bench]
    fn rank_all_profiles_for_it(bencher: Bencher<'_, '_>) {
        let (job, profiles) = (job(), profiles());
        bencher.bench(|| rank(black_box(&job), profiles.iter()).unwrap().len());
    }
}

/// The yardstick is the YAML crate's own parsing of the same text.
mod reading {
    use super::*;

    #[divan::bench]
    fn a_job(bencher: Bencher<'_, '_>) {
        let scheme = Scheme::nhs_jes();
        bencher.bench(|| Job::read("job.yaml", black_box(JOB), scheme).items.len());
    }

    #[divan::bench]
    fn a_job_yardstick() -> serde_yaml::Value {
        serde_yaml::from_str(black_box(JOB)).unwrap()
    }

    #[divan::bench]
    fn the_scheme() -> Scheme {
        Scheme::read("scheme.yaml", black_box(SCHEME)).unwrap()
    }

    #[divan::bench]
    fn the_scheme_yardstick() -> serde_yaml::Value {
        serde_yaml::from_str(black_box(SCHEME)).unwrap()
    }

    #[divan::bench]
    fn the_profiles(bencher: Bencher<'_, '_>) {
        let scheme = Scheme::nhs_jes();
        bencher.bench(|| Profiles::built_in(black_box(scheme)).unwrap().iter().count());
    }

    #[divan::bench]
    fn the_profiles_yardstick() -> serde_yaml::Value {
        serde_yaml::from_str(black_box(SUITE)).unwrap()
    }
}

/// A thousand rows. The yardstick is a pass of the `csv` crate over them.
mod a_thousand_rows {
    use super::*;

    fn rows(levels: &str) -> String {
        let names: Vec<String> = (1..=16).map(|number: u8| number.to_string()).collect();
        let row = format!("JD-1042,Senior Art Therapist,{levels}\n");
        format!("id,title,{}\n{}", names.join(","), row.repeat(1000))
    }

    fn evaluate(bencher: Bencher<'_, '_>, question: Question<'_>, lines: OutputMode, levels: &str) {
        let (scheme, text) = (Scheme::nhs_jes(), rows(levels));
        let syntax = RowSyntax::Csv(HeaderRules::default());
        let mut file = RowFile::open("rows.csv", text.as_bytes(), syntax, scheme).unwrap();
        let block = file.next_block().unwrap().unwrap();
        let batch = Batch::new(question, lines, Carried::default());
        let plan = batch.plan(file.form()).unwrap();
        bencher.bench(|| batch.rows(&plan, black_box(&block), scheme).written.bytes.len());
    }

    const SCORING: Question<'static> = Question::Score { points_of: None };
    const PLAIN: &str = "6,7,4,2,3,5,2,2,2,1,1,3,3,4,4,2";
    const WITH_OPTIONS: &str = "6,7,4,2,3(a),5(a),2,2(b)(c)(d),2(b),1,1,3,3(c),4(b),4(b),2(a)";

    #[divan::bench]
    fn scored_as_csv(bencher: Bencher<'_, '_>) {
        evaluate(bencher, SCORING, OutputMode::Csv(CellSafety::Harmless), PLAIN);
    }

    #[divan::bench]
    fn scored_as_csv_with_options(bencher: Bencher<'_, '_>) {
        evaluate(bencher, SCORING, OutputMode::Csv(CellSafety::Harmless), WITH_OPTIONS);
    }

    #[divan::bench]
    fn scored_as_ndjson(bencher: Bencher<'_, '_>) {
        evaluate(bencher, SCORING, OutputMode::Ndjson, PLAIN);
    }

    #[divan::bench]
    fn matched(bencher: Bencher<'_, '_>) {
        let profiles = profiles();
        let profiles: Vec<_> = profiles.iter().collect();
        evaluate(bencher, Question::BestProfile(&profiles), OutputMode::Csv(CellSafety::Harmless), PLAIN);
    }

    #[divan::bench]
    fn yardstick(bencher: Bencher<'_, '_>) {
        let text = rows(PLAIN);
        bencher.bench(|| {
            let mut reader = csv::Reader::from_reader(black_box(text.as_bytes()));
            let mut record = csv::ByteRecord::new();
            let mut cells = 0;
            while reader.read_byte_record(&mut record).unwrap() {
                cells += record.len();
            }
            cells
        });
    }
}
