import time, collections, pytest
from web.test_crawl import *
pytestmark = pytest.mark.django_db
def test_x(town, crawler, not_found):
    n=collections.Counter(); t=collections.Counter()
    orig=crawler.send
    def send(who, method, there, form=None):
        s=time.process_time(); a=orig(who, method, there, form); d=time.process_time()-s
        k=(method, a.status_code); n[k]+=1; t[k]+=d
        return a
    crawler.send=send
    s=time.process_time()
    for case in CASES:
        try: test_answers(case, town, crawler, not_found)
        except AssertionError as e: print(name_of(case), str(e)[:300])
    tot=time.process_time()-s
    for k,v in t.most_common(): print(k, n[k], round(v,1), round(v/n[k]*1000,2))
    print(sum(n.values()), sum(t.values()), tot)
    crawler.send=orig
