import time, collections, pytest, gc
from web.test_crawl import *
from web import test_crawl as tc
pytestmark = pytest.mark.django_db
def test_x(town, crawler):
    gc.collect(); gc.freeze(); gc.disable()
    for who in ("Q1 clerk","Q1 plain"):
        w=town.whos[who]
        for m,a in (("PUT","/don-vi/Q1/"),("GET","/don-vi/Q2/"),("GET","/don-vi/Q1/"),("GET","/"),("POST",f"/ban/{town.at['draft paper']['sibling']}/luu/")):
            crawler.send(w,m,a)
            s=time.process_time()
            for _ in range(60): r=crawler.send(w, m, a)
            print(who, m, a, r.status_code, round((time.process_time()-s)/60*1000,2))
    gc.enable()
    n=0
    orig=crawler.send
    paths=collections.Counter()
    def send(*a):
        nonlocal n; n+=1; paths[a[2].split("/")[1]]+=1; return orig(*a)
    crawler.send=send
    for key in ("TP head", "TP organisation_board", "Q1 head","Q1 ward head","Q1 writer"):
        n=0; paths.clear(); s=time.process_time(); tc._followed(town, crawler, town.whos[key]); print(key, n, time.process_time()-s, paths)
    crawler.send=orig
