//! Files as they come: whole, odd and damaged. The real elections are in the tests package.

use super::*;

fn read(name: &str, text: &str) -> Result<Votes, String> {
    Votes::read(name, text.as_bytes(), None).map_err(|flaw| flaw.to_string())
}

fn ranked(name: &str, text: &str) -> Ranked {
    match read(name, text) {
        Ok(Votes::Ranked(ranked)) => ranked,
        other => panic!("{name}: {other:?}"),
    }
}

const TOI: &str = "# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 6\n# NUMBER UNIQUE ORDERS: 2\n\
    # ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B: the second\n# ALTERNATIVE NAME 3: C\n4: 2,{1,3}\n2: 3\n";
const BLT: &str = "3 1\n4 2 1=3 0\n2 3 0\n0\n\"A\"\n\"B, \"\"the second\"\"\"\n\"C\"\n\"Title\"\n";
const PB: &str = "META\nkey;value\nnum_projects;2\nnum_votes;2\nbudget;10.50\nvote_type;approval\n\
    PROJECTS\nproject_id;cost;name\nx;10.5;\"A; with a semicolon\"\ny;3;B\nVOTES\nvoter_id;vote\n1;x,y\n2;\n";
const SCORES: &str = "ballot,A,\"B, really\"\n1,5,\n2,0,3\n";
const DEBIAN: &str = "Tally\n  Option 1--->: A\n/ Option 2-->: B\n|/\nV: 2-\t00000000000000000000000000000000\n\
    V: 11\tffffffffffffffffffffffffffffffff\n";
const CHOICES: &str =
    "Precinct,1st Choice Mayor,2nd Choice Mayor,3rd Choice Mayor,Count\np,B,overvote,A,3\np,undervote,A,A,1\n";

#[test]
fn every_format_is_read_alike_with_any_line_end_and_a_byte_order_mark() {
    let files =
        [("x.toi", TOI), ("x.blt", BLT), ("x.pb", PB), ("x.csv", SCORES), ("x.txt", DEBIAN), ("x.csv", CHOICES)];
    for (name, text) in files {
        let plain = read(name, text);
        assert!(plain.is_ok(), "{name}: {plain:?}");
        let odd = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(read(name, &odd), plain, "{name}");
        assert_eq!(read(name, text.trim_end()), plain, "{name}: without the last line end");
    }
}

#[test]
fn what_the_files_say_is_what_is_read() {
    let orders = vec![(vec![vec![1], vec![0, 2]], 4), (vec![vec![2]], 2)];
    let toi = ranked("x.toi", TOI);
    assert_eq!((toi.names[1].as_str(), &toi.ballots), ("B: the second", &orders));
    let blt = ranked("x.blt", BLT);
    assert_eq!((blt.names[1].as_str(), &blt.ballots), ("B, \"the second\"", &orders));
    let debian = ranked("x.txt", DEBIAN);
    assert_eq!(debian.ballots, vec![(vec![vec![0]], 1), (vec![vec![0, 1]], 1)]);
    let choices = ranked("x.csv", CHOICES);
    assert_eq!(choices.names, ["A", "B"]);
    assert_eq!(choices.ballots, vec![(vec![vec![1], vec![], vec![0]], 3), (vec![vec![0]], 1)]);
    let Ok(Votes::Scores(scores)) = read("x.csv", SCORES) else { panic!("scores") };
    assert_eq!(scores.names, ["A", "B, really"]);
    assert_eq!(scores.ballots, vec![vec![Some(5), None], vec![Some(0), Some(3)]]);
    let Ok(Votes::Budget(budget)) = read("x.pb", PB) else { panic!("budget") };
    assert_eq!((budget.decimals, budget.instance.budget, budget.instance.costs), (1, 105, vec![105, 30]));
    assert_eq!(budget.instance.ballots, vec![(vec![0, 1], 1), (vec![], 1)]);
}

#[test]
fn an_overvote_nobody_recorded_stops_a_ballot_or_is_passed_over() {
    use domain::vote::tally::strict::Overvote;
    let votes = read("x.csv", CHOICES).unwrap();
    let winner =
        |overvote| report(&votes, Wish { method: None, overvote }).unwrap()["irv"]["rounds"][0]["counts"].clone();
    assert_eq!(winner(Overvote::Stop), serde_json::json!({"1": 1, "2": 3}));
    let skipping = "1st choice,2nd choice,Count\novervote,A,3\nB,,1\n";
    let votes = read("x.csv", skipping).unwrap();
    let counts = |overvote| report(&votes, Wish { method: None, overvote }).unwrap()["plurality"]["counts"].clone();
    assert_eq!(counts(Overvote::Stop), serde_json::json!({"1": 0, "2": 1}));
    assert_eq!(counts(Overvote::Skip), serde_json::json!({"1": 3, "2": 1}));
}

/// Each damage is one change to a whole file; the refusal names the line and says why.
#[test]
fn damaged_files_are_refused_with_line_and_reason() {
    let cases = [
        ("x.toi", TOI, "2: 3\n", "", "line 8: the file ends with 4 of 6 voters"),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,{1,3", "line 8: a brace is not closed"),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,{1,3}2", "line 8: \"2\" stands where a comma should"),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,", "line 8: ends in the middle of a ballot"),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,{2,3}", "line 8: names option 2 twice"),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,4", "line 8: there is no option 4; the file has 3"),
        ("x.toi", TOI, "4: 2,{1,3}", "-4: 2", "line 8: the number of voters must be a whole number, not \"-4\""),
        ("x.toi", TOI, "4: 2,{1,3}", "4: 2,{1,3},{}", "line 8: an empty group"),
        ("x.toi", TOI, "4: 2,{1,3}\n2: 3", "6: 2", "line 8: the file ends with 1 of 2 different ballots"),
        ("x.toi", TOI, "TYPE: toi", "TYPE: toc", "line 9: an incomplete order in a file of complete orders"),
        ("x.toi", TOI, "TYPE: toi", "TYPE: soi", "line 8: a tie in a file of strict orders"),
        ("x.toi", TOI, "# ALTERNATIVE NAME 3: C\n", "", "the header lacks ALTERNATIVE NAME 3"),
        ("x.toi", TOI, "ALTERNATIVES: 3", "ALTERNATIVES: 255", "line 2: there must be 1 to 254 options, not 255"),
        (
            "x.toi",
            TOI,
            "4: 2,{1,3}",
            "18446744073709551616: 2",
            "line 8: the number of voters must be a whole number, not \"18446744073709551616\"",
        ),
        (
            "x.toi",
            TOI,
            "4: 2,{1,3}",
            "18446744073709551615: 2",
            "line 8: more than 1000000000000 ballots can't be counted",
        ),
        ("x.blt", BLT, "4 2 1=3 0", "4 2 1=3", "line 2: a ballot without the 0 that closes it"),
        ("x.blt", BLT, "4 2 1=3 0", "4 2 0 3", "line 2: something follows the 0 that closes the ballot"),
        ("x.blt", BLT, "2 3 0\n0\n", "2 3 0\n", "line 4: a ballot's weight must be a whole number, not \"\\\"A\\\"\""),
        ("x.blt", BLT, "\"C\"\n\"Title\"\n", "", "line 6: the file ends with 2 of 3 names"),
        ("x.blt", BLT, "\"Title\"\n", "", "line 7: the file ends before its title"),
        ("x.blt", BLT, "\"C\"", "\"C", "line 7: a name must stand in double quotes"),
        ("x.blt", BLT, "3 1\n", "3 1\n-2\n", "line 2: takes options out of the race, which can't be counted here"),
        ("x.pb", PB, "2;\n", "", "line 13: VOTES ends with 1 of 2 rows"),
        ("x.pb", PB, "1;x,y", "1;x,z", "line 13: there is no project \"z\""),
        ("x.pb", PB, "1;x,y", "1;x,x", "line 13: a project is named twice on one ballot"),
        ("x.pb", PB, "1;x,y", "1", "line 13: 1 cells instead of 2 in VOTES"),
        ("x.pb", PB, "budget;10.50", "budget;1e9", "line 5: an amount of money can't be read: \"1e9\""),
        ("x.pb", PB, "y;3;B\n", "", "line 9: PROJECTS ends with 1 of 2 rows"),
        ("x.pb", PB, "approval", "quadratic", "line 6: the vote type \"quadratic\" is not known"),
        ("x.pb", PB, "VOTES\nvoter_id;vote\n1;x,y\n2;\n", "", "the section VOTES is missing or empty"),
        ("x.csv", SCORES, "2,0,3", "2,0", "line 3: 2 cells instead of 3"),
        ("x.csv", SCORES, "2,0,3", "2,0,6", "line 3: a score must be 0 to 5 or blank, not \"6\""),
        ("x.csv", SCORES, "2,0,3", "2,0,3.5", "line 3: a score must be 0 to 5 or blank, not \"3.5\""),
        ("x.csv", SCORES, "1,5,\n2,0,3\n", "", "line 1: the table has no ballot"),
        ("x.txt", DEBIAN, "V: 2-", "V: 2", "line 5: 1 ranks for 2 options"),
        ("x.txt", DEBIAN, "ffff\n", "f\n", "line 6: a ballot must end with its MD5 receipt of 32 hexadecimal digits"),
        ("x.txt", DEBIAN, "V: 2-", "V: 0-", "line 5: no rank can be read in \"0-\""),
        ("x.txt", DEBIAN, "Option 2", "Option 3", "line 3: option 3 stands where option 2 should"),
        ("x.csv", CHOICES, "A,A,1", "A,A", "line 3: 4 cells instead of 5"),
        ("x.csv", CHOICES, "A,A,1", "A,A,one", "line 3: the count must be a whole number, not \"one\""),
        ("x.odt", TOI, "", "", "the name does not say which kind of file this is; name it with --format"),
    ];
    for (name, whole, from, to, expected) in cases {
        assert!(whole.contains(from), "{name}: {from:?} is not there to be damaged");
        let damaged = whole.replacen(from, to, 1);
        assert_eq!(read(name, &damaged), Err(expected.to_owned()), "{name}: {from:?} becomes {to:?}");
    }
    let latin = Votes::read("x.toi", &[TOI.as_bytes(), b"1: \xe9"].concat(), None);
    assert_eq!(latin.map_err(|flaw| flaw.to_string()), Err("line 10: is not UTF-8".to_owned()));
}

/// A file that is cut short anywhere is refused, unless the cut is in its last row.
#[test]
fn no_beginning_of_a_file_with_counts_is_taken_for_the_whole() {
    for (name, text) in [("x.toi", TOI), ("x.blt", BLT), ("x.pb", PB)] {
        let whole = read(name, text);
        for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = read(name, &text[..end]);
            // Nothing marks the end of a row's last field, so a file cut there may be whole and say less.
            let last_row = text.trim_end().rfind('\n').unwrap_or(0);
            assert!(cut.is_err() || (end > last_row && cut != whole) || cut == whole, "{name}: cut at {end}: {cut:?}");
        }
    }
}
