"""Words of `persons`: code, English, Chinese. None of them repeats a private text."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "persons.nothing_to_record": (
        "a person is recorded by a reference of yours, or by fields that the pack lists: give one",
        "登记人员须提供本方编号，或规则包所列字段：请填写其一",
    ),
    "persons.no_fields": (
        "the pack in force lists no private fields: give a reference of your own, or publish a pack with [persons.fields]",
        "现行规则包未列任何个人信息字段：请使用本方编号，或发布含 [persons.fields] 的规则包",
    ),
    "persons.not_a_field": (
        "a name of a field is not one: use {choices}",
        "字段名有误：请使用 {choices}",
    ),
    "persons.day_past": ("{value} is past: today is {today}", "{value} 已过：今天是 {today}"),
    "persons.not_longer": (
        "it is kept until {until} already: give a later day",
        "已保存至 {until}：请填写更晚的日期",
    ),
    "persons.no_phone": (
        "these {length} characters are no telephone number: check the digits, or write the country's code with +",
        "这 {length} 个字符不是有效的电话号码：请核对数字，或以 + 写明国家代码",
    ),
    "persons.not_in_a_phone": (
        "has {character} at place {place}: a number has digits, spaces, dashes and +",
        "第 {place} 个字符为 {character}：电话号码只含数字、空格、连字符和 +",
    ),
    "persons.no_phonenumbers": (
        "telephone numbers need phonenumbers: pip install 'friendly-services[privacy]'",
        "登记电话号码需要 phonenumbers：请执行 pip install 'friendly-services[privacy]'",
    ),
    # refusals
    "persons.not_now": ("not possible for the person's record as it stands", "该人员记录当前状态下不能办理"),
    "persons.not_now_recorded": (
        "{command} is not possible for {person}: the record is in use",
        "人员 {person} 的记录正在使用，不能办理 {command}",
    ),
    "persons.not_now_erasing": (
        "{command} is not possible for {person}: the erasure is decided and waits for a hold or a case to end",
        "人员 {person} 的信息已决定删除，待保留事由或案件结束后执行，不能办理 {command}",
    ),
    "persons.not_now_erased": (
        "{command} is not possible for {person}: everything private was erased; record the person anew",
        "人员 {person} 的个人信息已删除，不能办理 {command}：如需办理请重新登记",
    ),
    "persons.no_consent": (
        "{field} is kept by consent alone, and there is none for {purpose!r}: record the consent with it",
        "{field} 仅凭同意保存，而尚无“{purpose}”的同意：请一并登记同意",
    ),
    "persons.held": (
        "nothing of {person} may be erased until {until}: {basis}",
        "人员 {person} 的信息在 {until} 前不得删除：{basis}",
    ),
    "persons.not_kept": (
        "there is no {field} of {person} on record, or not any more",
        "人员 {person} 没有 {field} 的记录，或已删除",
    ),
    "persons.not_usable": (
        "{field} of {person} waits for its erasure and is not used any more",
        "人员 {person} 的 {field} 待删除，已停止使用",
    ),
    "persons.no_index_key": (
        "{field} is found by a blind index: open the city with index_key=, 16 secret bytes or more",
        "{field} 通过盲索引查找：请以 index_key= 打开城市（至少 16 字节的密钥）",
    ),
    # the guide of an export
    "persons.guide": (
        "This is all that the city keeps about you. person: what is on record without saying who you are; fields: what you gave, with what it is kept for and until when; left_out: fields that this copy was made without; history: what happened to the record; accesses: who read it, when and why; records: shops, stations and accounts that carry your reference. You may ask for a correction or for erasure.",
        "以下为本市保存的与您有关的全部信息。person：不表明身份的登记内容；fields：您提供的信息及其用途和保存期限；left_out：本副本未包含的字段；history：记录的变动；accesses：何人何时因何查阅；records：载有您编号的商户、驿站和积分账户。您可以要求更正或删除。",
    ),
}
