"""The model of bench/futures.cc in numpy, stepped by weeks: futures_numpy.py MODEL FUTURES SEED

All delays of a future are drawn at once and summed from place to place; each week everybody who waits is sorted by place,
priority, day and number, and as many leave a place as its week holds. Draws are numpy's own. Prints the CPU seconds of the
simulation and each future's mean day.
"""
import sys
import time

import numpy as np

NO_PLACE = -1


class Model:
    def __init__(self, path):
        with open(path) as file:
            self.weeks, self.groups = map(int, file.readline().split())
            laws = [tuple(map(float, file.readline().split())) for _ in range(int(file.readline()))]
            self.capacity = np.array([list(map(int, file.readline().split())) for _ in range(int(file.readline()))])
            consignments = [list(map(int, file.readline().split())) for _ in range(int(file.readline()))]
        self.start = np.array([each[0] for each in consignments])
        self.priority = np.array([each[1] for each in consignments])
        place, law, shock, first_step, first_way = [], [], [], [0], []
        for each in consignments:  # a way ends at a place or at the consignment's end
            first_way.append(len(place))
            place.append(NO_PLACE)
            for at, of_law, of_shock in zip(each[2::3], each[3::3], each[4::3]):
                if at >= 0:
                    place[-1] = at
                    place.append(NO_PLACE)
                    first_step.append(len(law))
                law.append(of_law)
                shock.append(of_shock)
            first_step.append(len(law))
        self.place, self.first_way = np.array(place), np.array(first_way)
        # first_step[i] is where way i begins; ways without a step (a place that is waited at first) have none
        begins = np.array(first_step[:-1])
        self.has_steps = np.diff(np.array(first_step)) > 0
        self.begins = begins[self.has_steps]
        mu, sigma = np.array([each[0] for each in laws]), np.array([each[1] for each in laws])
        self.mu, self.sigma, self.shock = mu[law], sigma[law], np.array(shock)


def simulate(model, random):
    shocks = np.exp(0.25 * random.standard_normal(model.groups))
    steps = np.floor(np.exp(model.mu + model.sigma * random.standard_normal(len(model.mu))) * shocks[model.shock] + 0.5).astype(np.int64)
    days = np.zeros(len(model.place), dtype=np.int64)
    days[model.has_steps] = np.add.reduceat(steps, model.begins)
    horizon = model.weeks * 7
    way = model.first_way.copy()
    at = model.start + days[way]
    done = np.full(len(way), horizon)
    ends = model.place[way] == NO_PLACE
    done[ends] = at[ends]
    week_of = np.where(ends, model.weeks, (at + 6) // 7)
    waiting = np.zeros(0, dtype=np.int64)
    for week in range(model.weeks):
        waiting = np.concatenate((waiting, np.flatnonzero(week_of == week)))
        if len(waiting) == 0:
            continue
        places = model.place[way[waiting]]
        order = np.lexsort((waiting, at[waiting], model.priority[waiting], places))
        waiting, places = waiting[order], places[order]
        rank = np.arange(len(places)) - np.searchsorted(places, places)
        leaves = rank < model.capacity[places, week]
        gone = waiting[leaves]
        waiting = waiting[~leaves]
        way[gone] += 1
        ends = model.place[way[gone]] == NO_PLACE
        at[gone] = week * 7 + np.where(ends, days[way[gone]], np.maximum(days[way[gone]], 1))
        done[gone[ends]] = at[gone[ends]]
        week_of[gone] = np.where(ends, model.weeks, (at[gone] + 6) // 7)
    return np.minimum(done, horizon).mean()


def main():
    model = Model(sys.argv[1])
    random = np.random.default_rng(int(sys.argv[3]))
    begin = time.process_time()
    means = [simulate(model, random) for _ in range(int(sys.argv[2]))]
    print(time.process_time() - begin, *means)


main()
