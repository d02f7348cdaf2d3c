use super::*;
use crate::register::Register;
use crate::register::column::ROWS_MAX;
use crate::table::{Column as _, FAULTS_MAX, FormRefusal};
use crate::vote::tally::owners::Measure;

fn read_text(text: &str) -> Result<Vec<Entry>, Vec<Fault>> {
    read((1..).zip(text.lines().map(|line| line.split(',').map(str::to_owned).collect())))
}

fn register(text: &str) -> Register {
    Register::of(&read_text(text).unwrap())
}

fn faults(text: &str) -> Vec<(u64, Option<&'static str>, RegisterRefusal)> {
    let told = |fault: Fault| (fault.row, fault.column.map(Column::word), fault.refusal);
    read_text(text).unwrap_err().into_iter().map(told).collect()
}

#[test]
fn columns_stand_in_any_order_in_either_language() {
    let english = read_text("building,room,area,owner,phone\n3号,502,89.5,王芳,13800138000\n").unwrap();
    let chinese =
        read_text("业主姓名,手机,专有面积（㎡）,室,幢,\n王芳,138 0013 8000,８９.５０,５０２,3 号,\n").unwrap();
    assert_eq!(english, chinese);
    assert_eq!((english[0].area, english[0].head.as_str()), (8950, "3号/502"));
}

/// The text that is hashed is written out by hand here, as the comment of [`Register::hash`] describes it.
#[test]
fn the_hash_is_of_what_is_published() {
    use sha2::{Digest, Sha256};
    let listing = "sanhui/owner-register/v1\n1:1,3:101,4:9000,5:1/101,\n1:1,3:102,3:850,7:builder,\n";
    let hash = register("幢,室,面积,业主,未售\n1,102,8.5,,是\n1,101,90,王芳,\n").hash().to_string();
    let expected: String = Sha256::digest(listing).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, expected);
}

#[test]
fn whoever_holds_several_flats_is_one_head() {
    let head = "幢,室,面积,业主,手机,业主编号,未售\n";
    let cases = [
        ("one buyer by number and name", "1,1,80,王芳,13800138000,,\n1,2,70.25,王芳,13800138000,,\n", 1),
        ("another name on the same phone", "1,1,80,王芳,13800138000,,\n1,2,70.25,李强,13800138000,,\n", 2),
        ("another phone of the same name", "1,1,80,王芳,13800138000,,\n1,2,70.25,王芳,13800138001,,\n", 2),
        ("a name alone", "1,1,80,王芳,,,\n1,2,70.25,王芳,,,\n", 2),
        ("the estate's own number", "1,1,80,王芳,13800138000,A1,\n1,2,70.25,王芳,,a1,\n", 1),
        ("the builder", "1,1,80,,,,是\n1,2,70.25,某某置业,,,是\n", 1),
        ("the builder and a buyer", "1,1,80,,,,是\n1,2,70.25,王芳,,,否\n", 2),
    ];
    for (what, rows, heads) in cases {
        assert_eq!(register(&format!("{head}{rows}")).total(), Measure { area: 15_025, heads }, "{what}");
    }
}

#[test]
fn co_owners_are_one_head_and_their_flat_counts_once() {
    let rows = "幢,室,面积,业主,手机,份额\n\
        1,1,80,王芳,13800138000,1/2\n1,1,80.00,李强,13800138001,50%\n\
        1,2,60,李强,13800138001,\n1,2,60,王芳,13800138000,\n\
        1,3,50,李强,13800138001,\n";
    let register = register(rows);
    assert_eq!((register.total(), register.flats()), (Measure { area: 19_000, heads: 2 }, 3));
    let heads = register.heads();
    let areas: Vec<(&str, u64)> = heads.iter().map(|(head, held)| (head.as_str(), held.area)).collect();
    assert_eq!(areas, [("1/1", 14_000), ("1/3", 5_000)], "the couple's two flats, and the one that is his alone");
}

#[test]
fn each_fault_is_found_in_its_row_and_column() {
    let text = "幢,室,面积,业主,手机,份额,业主编号,未售\n\
        1,1,80,王芳,13800138000,2/3,A1,\n\
        1,1,80.5,李强,13800138001,1/2,,\n\
        1,2,80.123,,1380013800,3/2,,也许\n\
        1,1,80,王芳,,,A1,\n\
        1,3,0,赵敏,,,A1,\n\
        1,3\n\
        1,1,80,,,,,是\n\
        1,4,90,周平,,,A1,\n";
    let short =
        RegisterRefusal::Contact(crate::account::ContactRefusal::Text(crate::text::TextRefusal::TooShort { min: 1 }));
    let phone = RegisterRefusal::Contact(crate::account::ContactRefusal::NotAMobileNumber);
    assert_eq!(
        faults(text),
        [
            (3, Some("area"), RegisterRefusal::AreaDiffers { row: 2 }),
            (3, Some("share"), RegisterRefusal::SharesOverOne),
            (4, Some("area"), RegisterRefusal::Area),
            (4, Some("owner"), short),
            (4, Some("phone"), phone),
            (4, Some("share"), RegisterRefusal::Share),
            (4, Some("unsold"), RegisterRefusal::NotYesOrNo),
            (5, Some("owner"), RegisterRefusal::Twice { row: 2 }),
            (6, Some("area"), RegisterRefusal::Area),
            (7, None, RegisterRefusal::Form(FormRefusal::WrongWidth)),
            (8, Some("unsold"), RegisterRefusal::SoldDiffers { row: 2 }),
            (9, Some("owner_no"), RegisterRefusal::NumberOfAnother { row: 2 }),
        ]
    );
}

#[test]
fn a_head_is_whole_and_has_nothing_else() {
    let missing = RegisterRefusal::Form(FormRefusal::ColumnMissing(Column::Area));
    assert_eq!(faults("幢,室,业主\n1,1,王芳\n"), [(1, Some("area"), missing)]);
    assert_eq!(faults("幢,室,面积,业主,身份证号\n"), [(1, None, RegisterRefusal::Form(FormRefusal::UnknownColumn))]);
    let twice = RegisterRefusal::Form(FormRefusal::ColumnTwice(Column::Area));
    assert_eq!(faults("幢,室,面积,建筑面积,业主\n"), [(1, Some("area"), twice)]);
    assert_eq!(faults(""), [(1, None, RegisterRefusal::Form(FormRefusal::Empty))]);
    assert_eq!(faults("幢,室,面积,业主\n,,,\n"), [(1, None, RegisterRefusal::Form(FormRefusal::Empty))]);
}

#[test]
fn the_form_is_refused_in_the_words_of_a_register() {
    let told = |refusal: FormRefusal<Column>| RegisterRefusal::from(refusal).to_string();
    let columns = "building, room, area, owner, phone, share, owner_no and unsold";
    let unknown = format!("the register knows the columns {columns}; this one it does not");
    assert_eq!(told(FormRefusal::UnknownColumn), unknown);
    assert_eq!(told(FormRefusal::TooManyRows), "the register must have at most 50000 rows");
    assert_eq!(told(FormRefusal::Empty), "the register has no rows");
}

#[test]
fn areas_are_exact_or_refused() {
    let cases = [
        ("89.52", Some(8952)),
        ("89.5", Some(8950)),
        ("89", Some(8900)),
        ("0.01", Some(1)),
        ("1000000", Some(100_000_000)),
        ("1000000.01", None),
        ("0", None),
        ("0.00", None),
        ("89.525", None),
        ("89.", None),
        (".5", None),
        ("-1", None),
        ("+1", None),
        ("1,000", None),
        ("1e3", None),
        ("", None),
    ];
    for (cell, expected) in cases {
        assert_eq!(area(cell).ok(), expected, "{cell}");
    }
}

#[test]
fn a_register_is_bounded() {
    let of = |rows: usize, area: &str| {
        format!("幢,室,面积,业主\n{}", (0..rows).map(|n| format!("1,{n},{area},王芳\n")).collect::<String>())
    };
    assert_eq!(read_text(&of(ROWS_MAX, "9")).unwrap().len(), ROWS_MAX);
    assert_eq!(faults(&of(ROWS_MAX + 1, "9")), [(50_002, None, RegisterRefusal::Form(FormRefusal::TooManyRows))]);
    assert_eq!(faults(&of(ROWS_MAX, "x")).len(), FAULTS_MAX);
}
