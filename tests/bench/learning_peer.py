"""Trains and asks scikit-learn's forest for the bench `learning`, one request a line of JSON.

The first argument is the file of the rows. A request {"kind": "train", "rows": n, "share": s, "seed": k} trains on one thread
and answers with the CPU time and the error on the test rows; {"kind": "batch"} predicts the test rows with the last forest.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor

with open(sys.argv[1], encoding="utf8") as file:
    data = json.load(file)
test = np.array(data["test"]["columns"]).T.copy()
truth = np.array(data["test"]["truth"])
sets = {
    int(rows): (np.array(part["columns"]).T.copy(), np.array(part["target"]))
    for rows, part in data["train"].items()
}
forest = None
print(json.dumps({"version": sklearn.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["kind"] == "train":
        x, y = sets[asked["rows"]]
        begun = time.process_time()
        forest = RandomForestRegressor(
            n_estimators=100,
            max_features=float(asked["share"]),  # 1.0 is all columns, 1 is one
            bootstrap=True,
            oob_score=False,
            random_state=asked["seed"],
            n_jobs=1,
        ).fit(x, y)
        spent = time.process_time() - begun
        error = float(np.sqrt(np.mean((forest.predict(test) - truth) ** 2)))
        print(json.dumps({"cpu_s": spent, "rmse": error}), flush=True)
    else:
        begun = time.process_time()
        forest.predict(test)
        print(json.dumps({"cpu_s": time.process_time() - begun}), flush=True)
