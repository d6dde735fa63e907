"""Names of countries and states beside those that the database has, by code.

Keys are folded by `text.key`. A state belongs to the country before the colon.
"""

COUNTRY_NAMES = {
    "AE": "uae|emirates|阿联酋|阿拉伯联合酋长国",
    "AT": "österreich|奥地利",
    "AU": "澳大利亚|澳洲",
    "BE": "belgique|belgië|比利时",
    "BR": "brasil|巴西",
    "CA": "加拿大",
    "CH": "schweiz|suisse|瑞士",
    "CN": "p r china|pr china|prc|people s republic of china|mainland china|中国|中国大陆|中华人民共和国|中國",
    "CZ": "czechia|捷克",
    "DE": "deutschland|federal republic of germany|德国|德國",
    "DK": "danmark|丹麦",
    "ES": "españa|西班牙",
    "FI": "suomi|芬兰",
    "FR": "法国|法國",
    "GB": "uk|u k|great britain|britain|england|scotland|wales|英国|英國",
    "HK": "hong kong sar|香港|中国香港",
    "ID": "印度尼西亚|印尼",
    "IE": "éire|republic of ireland|爱尔兰",
    "IN": "印度",
    "IT": "italia|意大利",
    "JP": "日本|nippon",
    "KR": "korea|republic of korea|south korea|韩国|韓國",
    "LU": "luxemburg|卢森堡",
    "MO": "macao|澳门|中国澳门",
    "MX": "méxico|墨西哥",
    "MY": "马来西亚",
    "NL": "the netherlands|holland|nederland|荷兰",
    "NO": "norge|挪威",
    "NZ": "新西兰",
    "PH": "菲律宾",
    "PL": "polska|波兰",
    "PT": "葡萄牙",
    "RU": "russia|俄罗斯",
    "SA": "沙特|沙特阿拉伯",
    "SE": "sverige|瑞典",
    "SG": "新加坡",
    "TH": "泰国",
    "TR": "turkey|土耳其",
    "TW": "taiwan roc|台湾|台湾省|中国台湾|台灣|台灣省",
    "US": "u s|us|u s a|usa|united states of america|the united states|america|美国|美國",
    "VN": "viet nam|越南",
    "ZA": "南非",
}

# Written out in a place, these short forms cannot be anything else; other two-letter words may be codes of states.
SHORT_COUNTRIES = frozenset({"u s", "us", "uk", "u k", "usa", "u s a", "uae", "prc"})

# After a city these are rather the state than the country of the same name.
STATES_BEFORE_COUNTRIES = frozenset({"georgia"})

STATE_NAMES = {
    "US": "DC:d c|washington d c|district of columbia;NY:new york state",
    "CN": (
        "京:beijing;沪:shanghai;津:tianjin;渝:chongqing;粤:guangdong;苏:jiangsu;浙:zhejiang;闽:fujian;鲁:shandong;豫:henan;"
        "鄂:hubei;湘:hunan;皖:anhui;赣:jiangxi;冀:hebei;晋:shanxi;陕:shaanxi;蜀:sichuan;黔:guizhou;滇:yunnan;桂:guangxi;"
        "琼:hainan;辽:liaoning;吉:jilin;黑:heilongjiang;蒙:inner mongolia|neimenggu;甘:gansu;青:qinghai;宁:ningxia;"
        "新:xinjiang;藏:tibet|xizang;港:hong kong;澳:macao|macau"
    ),
    "JP": (
        "JP-01:hokkaido;JP-02:aomori;JP-03:iwate;JP-04:miyagi;JP-05:akita;JP-06:yamagata;JP-07:fukushima;JP-08:ibaraki;"
        "JP-09:tochigi;JP-10:gunma;JP-11:saitama;JP-12:chiba;JP-13:tokyo;JP-14:kanagawa;JP-15:niigata;JP-16:toyama;"
        "JP-17:ishikawa;JP-18:fukui;JP-19:yamanashi;JP-20:nagano;JP-21:gifu;JP-22:shizuoka;JP-23:aichi;JP-24:mie;"
        "JP-25:shiga;JP-26:kyoto;JP-27:osaka;JP-28:hyogo;JP-29:nara;JP-30:wakayama;JP-31:tottori;JP-32:shimane;"
        "JP-33:okayama;JP-34:hiroshima;JP-35:yamaguchi;JP-36:tokushima;JP-37:kagawa;JP-38:ehime;JP-39:kochi;"
        "JP-40:fukuoka;JP-41:saga;JP-42:nagasaki;JP-43:kumamoto;JP-44:oita;JP-45:miyazaki;JP-46:kagoshima;JP-47:okinawa"
    ),
    "KR": (
        "KR-11:seoul;KR-26:busan;KR-27:daegu;KR-28:incheon;KR-29:gwangju;KR-30:daejeon;KR-31:ulsan;KR-41:gyeonggi;"
        "KR-50:sejong"
    ),
    "TW": "TPC:taipei;NTPC:new taipei;TYC:taoyuan;TCC:taichung;TNH:tainan;KHC:kaohsiung",
    "DE": (
        "DE-BY:bavaria|upper bavaria|lower bavaria;DE-HE:hesse;DE-NI:lower saxony;DE-NW:north rhine westphalia;"
        "DE-RP:rhineland palatinate;DE-SN:saxony;DE-ST:saxony anhalt;DE-TH:thuringia"
    ),
    "CH": "GE:geneva;ZH:zurich;LU:lucerne;GR:graubunden;VD:vaud;VS:valais;NE:neuchatel;BS:basel city;BL:basel country",
    "NL": "NH:north holland;ZH:south holland;NB:north brabant",
    "ES": "SE:seville;PM:balearic islands;BI:biscay;SS:gipuzkoa;A:alicante;V:valencia;C:a coruna;GI:girona",
    "IT": "MI:milan;RM:rome;TO:turin;FI:florence;NA:naples;VE:venice;GE:genoa",
}

# Parts of countries that the database does not have as states: they are no cities either.
_REGIONS = (
    "catalonia|andalusia|basque country|galicia|ile de france|hauts de seine|brittany|normandy|occitania|"
    "auvergne rhone alpes|provence|lombardy|tuscany|piedmont|veneto|emilia romagna|flanders|wallonia|"
    "greater london|greater manchester|community of madrid|scania|north east region|new england|silicon valley|"
    "uusimaa|pirkanmaa"
)
REGIONS = frozenset(_REGIONS.split("|"))

# Japanese prefectures without a city of the same name.
_NOT_CITIES = (
    "kanagawa|hyogo|aichi|hokkaido|miyagi|ibaraki|tochigi|gunma|ishikawa|mie|shiga|shimane|kagawa|ehime|okinawa"
)
NOT_CITIES = frozenset(_NOT_CITIES.split("|"))

# States that are one city: what stands before them is a district or building.
WHOLE_CITIES = frozenset({"london", "berlin", "hamburg", "rome"})

# Large Chinese cities by the code of their province.
CHINESE_CITIES = {
    "粤": "广州 深圳 佛山 东莞 珠海 中山 惠州 江门 汕头 湛江 肇庆 清远 揭阳 茂名",
    "苏": "南京 苏州 无锡 常州 南通 徐州 扬州 盐城 泰州 镇江 淮安 连云港 宿迁 昆山 江阴",
    "浙": "杭州 宁波 温州 嘉兴 绍兴 金华 台州 湖州 衢州 舟山 丽水 义乌 慈溪",
    "闽": "福州 厦门 泉州 漳州 莆田 龙岩 三明 南平 宁德",
    "鲁": "济南 青岛 烟台 潍坊 威海 淄博 临沂 济宁 泰安 德州 东营 日照",
    "豫": "郑州 洛阳 开封 南阳 新乡 许昌 安阳",
    "鄂": "武汉 宜昌 襄阳 荆州 黄石 十堰",
    "湘": "长沙 株洲 湘潭 衡阳 岳阳 常德",
    "皖": "合肥 芜湖 马鞍山 蚌埠 安庆 滁州",
    "赣": "南昌 九江 赣州 上饶 景德镇",
    "冀": "石家庄 唐山 保定 廊坊 邯郸 沧州 秦皇岛",
    "晋": "太原 大同 长治",
    "陕": "西安 咸阳 宝鸡",
    "蜀": "成都 绵阳 德阳 宜宾 泸州",
    "黔": "贵阳 遵义",
    "滇": "昆明 曲靖",
    "桂": "南宁 柳州 桂林",
    "琼": "海口 三亚",
    "辽": "沈阳 大连 鞍山 营口",
    "吉": "长春 吉林",
    "黑": "哈尔滨 大庆",
    "蒙": "呼和浩特 包头 鄂尔多斯",
    "甘": "兰州",
    "新": "乌鲁木齐",
}

# Cities that stand without their state, by country and code of the state; several are separated by bars.
CITIES = {
    "US": {"NY": "new york city"},
    "CN": {code: names.replace(" ", "|") for code, names in CHINESE_CITIES.items()},
}
