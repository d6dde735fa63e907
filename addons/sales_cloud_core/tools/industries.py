"""From the words that people use for an industry to the sections of the standard classification (ISIC, NACE)."""

import re

from .cleaning import split_list
from .text import key

# Section letter and expressions for its entries; the order decides when an entry fits two of them.
_SECTIONS = {
    "L": [r"\breit", "real estate", r"\bret[ai]s?\b", "^property", "immobilien", "房地产|物业|地产"],
    "K": [
        "bank|insur|financ|invest|asset man|capital market|mortgage|broker|lending|credit|fintech",
        "stock exchange|securities|private equity",
        "银行|保险|金融|证券|投资|基金|租赁",
    ],
    "C": [
        "manufactur|industrial good|semiconductor|electronic|elektronik|hardware|machine|equipment|instrument|tool",
        "automo|vehicle|auto part|motor|tyre|tire|aerospace|defen[cs]e|conglomerate|batter|hvac|appliance",
        "chemical|chemistry|chemie|adhesive|coating|steel|metal|alumin|glass|paper|packag",
        "building (product|material)|construction material|pharma|biotech|medical device|medical tech",
        "apparel|textile|footwear|clothing|luxury|sportswear|toy|furniture|household|personal (care|product)|cosmetic",
        "beverage|brew|drink|food process|foods?$|food products|tobacco|consumer (good|product|staple|electronic)",
        "制造|机械|设备|电子|半导体|化工|钢铁|汽车|汽配|医药|器械|食品|饮料|纺织",
        "服装|家电|家具|材料|自动化|仪器|电池|模具",
    ],
    "B": [r"mining|mineral|petrol|\boil\b|\bgas\b|coal|fossil|exploration", "采矿|矿业|石油|煤炭"],
    "D": ["electric util|power gen|electricity|renewable|energy|utilit|solar|wind power", "电力|能源|光伏|燃气"],
    "E": ["water|waste|recycl|environmental service", "水务|环保|固废"],
    "F": ["construction|homebuild|housebuild|civil engineering|infrastructure", "建筑|施工|基建"],
    "J": [
        r"software|information tech|\bit\b|internet|telecom|communication|media|publish|broadcast|cloud|data",
        "digital|computer|video game|cyber|technology|^tech$",
        "软件|互联网|信息|通信|传媒|网络|科技",
    ],
    "G": [
        "retail|wholesale|e commerce|ecommerce|trading compan|distribut|supermarket|department store|store|dealership",
        "零售|批发|贸易|电商",
    ],
    "H": [
        "transport|logistic|freight|airline|airport|aviation|shipping|rail|courier|marine|port operat",
        "物流|运输|航空|快递|仓储",
    ],
    "I": ["hotel|restaurant|hospitality|leisure|travel|touris|catering|cruise|food service", "酒店|餐饮|旅游"],
    "Q": ["health|hospital|medical|care facilit|dental|life science", "医疗|医院|健康"],
    "M": [
        "consult|research|engineering|advertis|marketing|professional service|legal service|architect",
        "咨询|研发|设计|广告",
    ],
    "N": [
        "staffing|human resource|security service|facilit|business service|commercial service|rental|leasing|outsourc",
        "人力资源|安保|外包",
    ],
    "P": ["education|school|universit|training", "教育|培训"],
    "R": ["entertain|gaming|gambl|casino|lottery|sport|film|music|recreation|theme park|amusement", "娱乐|体育|文化"],
    "A": ["agricult|farm|forest|fish|crop|livestock|seed", "农业|林业|渔业|养殖|种植"],
    "O": ["government|public admin", "政府"],
}
_PATTERNS = {letter: re.compile("|".join(expressions)) for letter, expressions in _SECTIONS.items()}


def section(text):
    """Return the letter of the section that most entries of a list of industries fall into, None for none.

    Of two sections with the same number of entries the one named first counts.

    >>> section("Computer networking; Information Technology"), section("Retail REITs; Real Estate")
    ('J', 'L')
    >>> section("工业机械"), section("Miscellaneous")
    ('C', None)
    """
    votes = {}
    for entry in split_list(text):
        folded = key(entry)
        if letter := next((letter for letter, pattern in _PATTERNS.items() if pattern.search(folded)), None):
            votes[letter] = votes.get(letter, 0) + 1
    return max(votes, key=votes.get, default=None)
