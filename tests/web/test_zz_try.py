import time, collections, pytest, gc, cProfile, pstats
from web.test_crawl import *
pytestmark = pytest.mark.django_db
def test_x(town, crawler):
    gc.collect(); gc.freeze(); 
    for who in ("Q1 clerk","Q1 plain"):
        w=town.whos[who]
        for m,a in (("PUT","/don-vi/Q1/"),("GET","/don-vi/Q2/"),("GET","/don-vi/Q1/"),("GET","/"),("POST",f"/ban/{town.at['draft paper']['sibling']}/luu/")):
            crawler.send(w,m,a)
            s=time.process_time()
            for _ in range(60): r=crawler.send(w, m, a)
            print(who, m, a, r.status_code, round((time.process_time()-s)/60*1000,2))
    pr=cProfile.Profile(); pr.enable()
    for _ in range(100): crawler.send(w, "GET", "/don-vi/Q2/")
    pr.disable(); pstats.Stats(pr).sort_stats("cumtime").print_stats(45)
