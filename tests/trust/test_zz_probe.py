import pytest
from tests.cast import PEOPLE
from tests.canaries import plant
from tests.trust.watch import seen_by
def test_probe(app,cast,as_):
    found=plant(cast)
    for name,_,role,_ in PEOPLE:
        print("==",name)
        for e,cols in sorted(seen_by(app,as_(name),cast,found).items()): print("   ",e,sorted(cols))
