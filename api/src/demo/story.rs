//! The town's past, made through the API: one cycle finished long ago, one vote open now, one hearing collecting needs,
//! suggestions that wait, were answered, or are overdue.

use std::cell::RefCell;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::people::{Person, Told, letter, text};
use super::{Card, Phone, SignIn};
use crate::accounts;
use crate::in_process::InProcess;
use crate::infra::clock::Clock;

/// 五里桥街道 and 打浦桥街道, 黄浦区, each with a committee of its own.
const HOME: Quarter = Quarter {
    street: "310101020",
    committee: "310101020001",
    name: "五里桥滨江生活圈",
    outline: [[121.4745, 31.1985], [121.4905, 31.1985], [121.4905, 31.2085], [121.4745, 31.2085], [121.4745, 31.1985]],
};
const NEXT_DOOR: Quarter = Quarter {
    street: "310101021",
    committee: "",
    name: "打浦桥田子坊生活圈",
    outline: [[121.4620, 31.2030], [121.4735, 31.2030], [121.4735, 31.2120], [121.4620, 31.2120], [121.4620, 31.2030]],
};
const CITY: &str = "31";
const DISTRICT: &str = "310101";
/// Days from an announcement to the meeting: three working days of notice, even across a holiday week.
const LEAD_DAYS: i64 = 14;

struct Quarter {
    street: &'static str,
    committee: &'static str,
    name: &'static str,
    outline: [[f64; 2]; 5],
}

pub async fn tell(service: &InProcess, now: DateTime<Utc>) -> Told<Card> {
    let town = Town::found(service).await?;
    let (home, next_door) = (town.draw(&HOME).await?, town.draw(&NEXT_DOOR).await?);
    let residents = town.settle(&home).await?;

    let project_id = town.finish_a_cycle(&home, &residents).await?;

    town.clock.set(now - TimeDelta::days(40));
    town.suggest_long_ago(&residents).await?;
    let vote_id = town.open_a_vote(&home, &residents).await?;

    town.clock.set(now - TimeDelta::days(2));
    let hearing_id = town.call_a_hearing(&next_door, &residents).await?;
    town.clock.set(now - TimeDelta::hours(2));
    town.suggest_lately(&residents).await?;
    town.clock.set(now);

    let resident = Phone { phone: phone(1) };
    let [
        moderator,
        planner,
        steward,
        city_administrator,
        system_administrator,
        audit_administrator,
        security_administrator,
    ] = town.cards.into_inner();
    Ok(Card {
        resident,
        moderator,
        planner,
        steward,
        city_administrator,
        system_administrator,
        audit_administrator,
        security_administrator,
        unit_id: home,
        project_id,
        vote_id,
        hearing_id,
        hearing_unit_id: next_door,
    })
}

struct Town {
    service: InProcess,
    clock: Clock,
    moderator: Person,
    planner: Person,
    steward: Person,
    cards: RefCell<[SignIn; 7]>,
}

fn phone(number: usize) -> String {
    format!("+861380000{number:04}")
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Town {
    /// Makes the first city administrator, and the people whom the administrator and the steward appoint.
    async fn found(service: &InProcess) -> Told<Self> {
        let clock = service.app().clock().clone();
        let city = card("admin", &clock);
        accounts::bootstrap(service.app(), "城市管理员", &city.email, &city.password)
            .await
            .map_err(|error| error.to_string())?;
        let administrator = Person::with_password(service, &city.email, &city.password);
        let today = clock.now().date_naive();

        let (steward_card, steward_id) = invite(service, &administrator, "steward", "黄浦区干事").await?;
        appoint(&administrator, &steward_id, "steward", DISTRICT, today).await?;
        let steward = Person::with_password(service, &steward_card.email, &steward_card.password);

        let (moderator_card, moderator_id) = invite(service, &steward, "moderator", "李主持").await?;
        appoint(&steward, &moderator_id, "moderator", HOME.street, today).await?;
        appoint(&steward, &moderator_id, "moderator", NEXT_DOOR.street, today).await?;
        let moderator = Person::with_password(service, &moderator_card.email, &moderator_card.password);

        let (planner_card, planner_id) = invite(service, &steward, "planner", "周规划").await?;
        let engagement = json!({
            "account_id": planner_id, "district_code": DISTRICT, "from_on": today.to_string(),
            "until_on": (today + TimeDelta::days(1_000)).to_string(), "professional_name": "周规划",
            "specialities": ["口袋公园", "适老化改造"], "statement": "十年社区更新经验，愿与居民一起把弄堂修好。",
            "reason": "区规划资源局聘任",
        });
        steward.post("/v1/planners", engagement).await?;
        let planner = Person::with_password(service, &planner_card.email, &planner_card.password);

        let mut officers = Vec::new();
        for (who, duty, name) in [
            ("system", "system_administrator", "系统管理员"),
            ("audit", "audit_administrator", "审计管理员"),
            ("security", "security_administrator", "安全管理员"),
        ] {
            let (card, id) = invite(service, &administrator, who, name).await?;
            appoint(&administrator, &id, duty, CITY, today).await?;
            officers.push(card);
        }
        let [system, audit, security] = officers.try_into().map_err(|_| "there are three duties".to_owned())?;
        let cards = [moderator_card, planner_card, steward_card, city, system, audit, security];
        let cards = RefCell::new(cards);
        Ok(Self { service: service.clone(), clock, moderator, planner, steward, cards })
    }

    async fn draw(&self, quarter: &Quarter) -> Told<String> {
        let unit = json!({
            "name": quarter.name, "kind": "urban", "functions": ["residential", "business"],
            "area_codes": [quarter.street], "outline": quarter.outline, "datum": "wgs84",
        });
        text(&self.steward.post("/v1/units", unit).await?, "/id")
    }

    /// Fourteen people of three buildings, verified by the moderator.
    async fn settle(&self, unit: &str) -> Told<Vec<Person>> {
        let names = [
            "王芳", "陈伟", "张敏", "刘洋", "黄丽", "吴强", "徐静", "孙磊", "朱琳", "胡军", "郭涛", "林燕", "何平",
            "高洁",
        ];
        let mut residents = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let person = Person::with_phone(&self.service, &phone(index + 1));
            person.put("/v1/me", json!({"display_name": name})).await?;
            let home = json!({
                "unit_id": unit, "committee_code": HOME.committee, "building": format!("{}号楼", index % 3 + 1),
                "room": format!("{}01", index + 1), "kind": "lives",
            });
            let claim = text(&person.post("/v1/me/residencies", home).await?, "/id")?;
            let verdict = json!({"decision": "verified"});
            self.moderator.post(&format!("/v1/residency-claims/{claim}/decision"), verdict).await?;
            residents.push(person);
        }
        Ok(residents)
    }

    async fn finish_a_cycle(&self, unit: &str, residents: &[Person]) -> Told<String> {
        let hearing = self.announce("hearing", json!({"unit_id": unit}), "滨江步道听证会").await?;
        let wishes =
            ["沿江步道没有座椅，老人走几步就要歇。", "步道晚上太黑，希望加装路灯。", "轮椅上不了步道，缺一段坡道。"];
        let needs = self.need(unit, Some(&hearing), residents, &wishes).await?;
        self.hold(&hearing, "到会居民三十二人，座椅、照明和坡道三件事呼声最高。", &["把步道休憩带列入年度项目"])
            .await?;

        let project = self.propose(unit, &hearing, "滨江步道休憩带", &needs).await?;
        let plans = [
            ("方案一：林荫长凳", "保留香樟，树下设长凳与矮灯。"),
            ("方案二：开敞平台", "拆除绿篱，设木平台与高杆灯。"),
        ];
        let designs = self.design(&project, &plans).await?;
        let meeting = self.publish(&project, "滨江步道协调会").await?;
        let vote = self.draft(&project, &meeting, "滨江步道方案表决", 7).await?;
        for (index, person) in residents.iter().enumerate().take(11) {
            let choice = if index % 4 == 0 { 2 } else { 1 };
            person.put(&format!("/v1/votes/{vote}/ballot"), json!({"choices": [choice]})).await?;
        }
        self.clock.advance(TimeDelta::days(10)); // a week of voting, three days to object
        self.steward.press(&format!("/v1/votes/{vote}/certification")).await?;
        let chosen = designs.first().ok_or("no design")?;
        let approval = json!({"design_id": chosen, "vote_id": vote});
        self.steward.post(&format!("/v1/projects/{project}/approval"), approval).await?;

        self.clock.advance(TimeDelta::days(20));
        self.steward.press(&format!("/v1/projects/{project}/start")).await?;
        for (percent, spent, words) in [
            (30, 30_000_000, "基础完成，香樟全部保留"),
            (70, 81_000_000, "长凳与坡道就位"),
            (100, 118_500_000, "矮灯全部亮起"),
        ] {
            self.clock.advance(TimeDelta::days(25));
            let report = json!({"done_percent": percent, "spent_fen": spent, "text": words});
            self.steward.post(&format!("/v1/projects/{project}/progress"), report).await?;
        }
        self.steward.post(&format!("/v1/projects/{project}/completion"), json!({"spent_fen": 118_500_000})).await?;
        self.review(&project, residents).await?;
        Ok(project)
    }

    async fn review(&self, project: &str, residents: &[Person]) -> Told<()> {
        let review = self.announce("review", json!({"project_id": project}), "滨江步道评议会").await?;
        self.hold(&review, "居民普遍满意，建议再加两处垃圾桶。", &["增设垃圾桶，由街道落实"]).await?;
        let until = json!({"closes_at": instant(self.clock.now() + TimeDelta::days(14))});
        let rating = self.moderator.post(&format!("/v1/projects/{project}/ratings"), until).await?;
        let rating = text(&rating, "/id")?;
        for (index, person) in residents.iter().enumerate().take(12) {
            let answer = json!({"design": 3 + index % 3, "built": 5 - index % 2});
            person.put(&format!("/v1/ratings/{rating}/answer"), answer).await?;
        }
        self.moderator.press(&format!("/v1/ratings/{rating}/closure")).await.map(|_| ())
    }

    /// The vote ends ten days after the present; four have voted, the resident of the card has not.
    async fn open_a_vote(&self, unit: &str, residents: &[Person]) -> Told<String> {
        let hearing = self.announce("hearing", json!({"unit_id": unit}), "小区门口空间听证会").await?;
        let wishes = ["门口电动车乱停，孩子上学要绕道走。", "希望门口有个能坐下来等人的地方。"];
        let needs = self.need(unit, Some(&hearing), residents, &wishes).await?;
        self.hold(&hearing, "到会居民二十一人，先解决停车与通行。", &["门口空间改造列入年度项目"]).await?;
        let project = self.propose(unit, &hearing, "小区门口空间改造", &needs).await?;
        let plans = [
            ("方案一：停车入棚", "北侧设车棚，门口全部让给行人。"),
            ("方案二：街角客厅", "转角处设座椅与花池，车位移到南侧。"),
            ("方案三：只划线", "重新划线，不做土建。"),
        ];
        self.design(&project, &plans).await?;
        let meeting = self.publish(&project, "小区门口空间协调会").await?;
        let vote = self.draft(&project, &meeting, "小区门口方案表决", 22).await?;
        for (index, person) in residents.iter().enumerate().skip(1).take(4) {
            let choices = if index % 2 == 0 { json!([1]) } else { json!([1, 2]) };
            person.put(&format!("/v1/votes/{vote}/ballot"), json!({"choices": choices})).await?;
        }
        Ok(vote)
    }

    async fn call_a_hearing(&self, unit: &str, residents: &[Person]) -> Told<String> {
        let hearing = self.announce("hearing", json!({"unit_id": unit}), "田子坊街区公共空间听证会").await?;
        let wishes = [
            "弄堂里晾衣占道，希望有公共晾衣架。",
            "社区没有自习的地方，孩子放学无处去。",
            "菜场门口台阶太高，推车上不去。",
        ];
        self.need(unit, Some(&hearing), residents, &wishes).await?;
        Ok(hearing)
    }

    async fn suggest_long_ago(&self, residents: &[Person]) -> Told<()> {
        let [first, second, ..] = residents else { return Err("too few residents".to_owned()) };
        let answered =
            self.suggest(first, "共享工具间", "家家都买电钻，一年用一次。", "在居委会设共享工具间，扫码借用。").await?;
        self.moderator.press(&format!("/v1/suggestions/{answered}/acknowledgement")).await?;
        self.clock.advance(TimeDelta::days(2));
        let answer = json!({"outcome": "adopted_measure", "text": "已腾出一楼储藏间，下月起试行。"});
        self.moderator.put(&format!("/v1/suggestions/{answered}/answer"), answer).await?;
        first.put(&format!("/v1/suggestions/{answered}/answer/rating"), json!({"score": 5})).await?;
        // Nobody answers this one in time.
        self.suggest(second, "老年食堂延长供餐", "五点半就关门，晚饭吃不上。", "供餐延长到七点。").await.map(|_| ())
    }

    async fn suggest_lately(&self, residents: &[Person]) -> Told<()> {
        let third = residents.get(2).ok_or("too few residents")?;
        self.suggest(third, "雨天借伞点", "突然下雨，老人孩子没有伞。", "在党群服务站设借伞点。").await?;
        let opinion = ("沿街底层退界空间", "多处底层退界空间被围挡。", "由街道牵头开放三处，串成步行线。");
        self.suggest(&self.planner, opinion.0, opinion.1, opinion.2).await.map(|_| ())
    }

    async fn suggest(&self, by: &Person, topic: &str, reasons: &str, proposal: &str) -> Told<String> {
        let said = json!({"area_code": HOME.street, "topic": topic, "reasons": reasons, "proposal": proposal});
        text(&by.post("/v1/suggestions", said).await?, "/id")
    }

    async fn announce(&self, kind: &str, about: Value, title: &str) -> Told<String> {
        let mut meeting = json!({
            "kind": kind, "title": title, "agenda": "一、情况说明；二、居民发言；三、小结", "place": "五里桥居委会二楼活动室",
            "starts_at": instant(self.clock.now() + TimeDelta::days(LEAD_DAYS)),
        });
        if let (Some(fields), Some(more)) = (meeting.as_object_mut(), about.as_object()) {
            fields.extend(more.clone());
        }
        let meeting = text(&self.moderator.post("/v1/meetings", meeting).await?, "/id")?;
        self.moderator.press(&format!("/v1/meetings/{meeting}/announcement")).await?;
        Ok(meeting)
    }

    async fn hold(&self, meeting: &str, minutes: &str, decisions: &[&str]) -> Told<()> {
        self.clock.advance(TimeDelta::days(LEAD_DAYS));
        self.moderator.press(&format!("/v1/meetings/{meeting}/opening")).await?;
        self.clock.advance(TimeDelta::minutes(90));
        self.moderator.press(&format!("/v1/meetings/{meeting}/closure")).await?;
        let minutes = json!({"text": minutes, "decisions": decisions});
        self.moderator.put(&format!("/v1/meetings/{meeting}/minutes"), minutes).await?;
        self.moderator.press(&format!("/v1/meetings/{meeting}/minutes/publication")).await.map(|_| ())
    }

    async fn need(&self, unit: &str, hearing: Option<&str>, by: &[Person], wishes: &[&str]) -> Told<Vec<String>> {
        let mut needs = Vec::new();
        for (person, wish) in by.iter().zip(wishes) {
            let need = json!({"unit_id": unit, "meeting_id": hearing, "text": wish, "facility": "public_space"});
            needs.push(text(&person.post("/v1/needs", need).await?, "/id")?);
        }
        Ok(needs)
    }

    async fn propose(&self, unit: &str, hearing: &str, title: &str, needs: &[String]) -> Told<String> {
        let today = self.clock.now().date_naive();
        let year: i32 = today.format("%Y").to_string().parse().unwrap_or(2026);
        let plan = json!({
            "title": title, "content": "增设座椅、照明与无障碍坡道，改善步行环境。", "implementation_path": "街道立项，社区规划师指导",
            "implementing_body": "五里桥街道办事处", "funding_source": "区级财政", "budget_fen": 120_000_000,
            "starts_on": (today + TimeDelta::days(40)).to_string(), "ends_on": (today + TimeDelta::days(140)).to_string(),
            "kind": "quality", "level": "street", "year": year,
        });
        let proposal = json!({"unit_id": unit, "hearing_id": hearing, "plan": plan});
        let project = text(&self.moderator.post("/v1/projects", proposal).await?, "/id")?;
        for need in needs {
            let source = json!({"kind": "need", "id": need, "reason": "听证会上提出"});
            self.moderator.post(&format!("/v1/projects/{project}/sources"), source).await?;
        }
        Ok(project)
    }

    async fn design(&self, project: &str, plans: &[(&str, &str)]) -> Told<Vec<String>> {
        let mut designs = Vec::new();
        for (title, summary) in plans {
            let design = json!({"title": title, "summary": summary});
            let design = text(&self.moderator.post(&format!("/v1/projects/{project}/designs"), design).await?, "/id")?;
            let review = json!({"opinion": "可行，坡道坡度不大于 1:12。", "verdict": "acceptable", "conflict": false});
            self.planner.put(&format!("/v1/designs/{design}/reviews/me"), review).await?;
            designs.push(design);
        }
        Ok(designs)
    }

    /// Publicity, the coordination meeting within it, and the days until it is over.
    async fn publish(&self, project: &str, title: &str) -> Told<String> {
        self.moderator.press(&format!("/v1/projects/{project}/publicity")).await?;
        let meeting = self.announce("coordination", json!({"project_id": project}), title).await?;
        self.hold(&meeting, "方案逐一说明，同意付诸表决。", &["由名册上的居民表决"]).await?;
        Ok(meeting)
    }

    async fn draft(&self, project: &str, meeting: &str, title: &str, days: i64) -> Told<String> {
        let closes_at = instant(self.clock.now() + TimeDelta::days(days));
        let vote = json!({"project_id": project, "meeting_id": meeting, "title": title, "closes_at": closes_at});
        let vote = text(&self.moderator.post("/v1/votes", vote).await?, "/id")?;
        self.moderator.press(&format!("/v1/votes/{vote}/roll")).await?;
        self.moderator.press(&format!("/v1/votes/{vote}/opening")).await?;
        Ok(vote)
    }
}

/// An e-mail address, and a password that no other demo has.
fn card(who: &str, clock: &Clock) -> SignIn {
    let random = clock.id().simple().to_string();
    let tail = random.get(16..).unwrap_or_default();
    SignIn { email: format!("{who}@demo.example"), password: format!("sanhui-{tail}") }
}

/// Invites somebody, who reads the letter and accepts. Gives their sign-in and account.
async fn invite(service: &InProcess, by: &Person, who: &str, name: &str) -> Told<(SignIn, String)> {
    let sign_in = card(who, service.app().clock());
    by.post("/v1/invitations", json!({"email": sign_in.email, "display_name": name})).await?;
    let token = letter(service, &sign_in.email, "/items/0/values/0").await?;
    let acceptance = json!({"token": token, "password": sign_in.password});
    let accepted = Person::stranger(service).post("/v1/invitations/acceptance", acceptance).await?;
    Ok((sign_in, text(&accepted, "/account_id")?))
}

async fn appoint(by: &Person, account: &str, role: &str, area: &str, from: chrono::NaiveDate) -> Told<()> {
    let appointment = json!({
        "account_id": account, "role": role, "area_code": area, "from_on": from.to_string(), "reason": "示范任命",
    });
    by.post("/v1/appointments", appointment).await.map(|_| ())
}
