"""The model of bench/futures.cc in SimPy 2.3.1: futures_simpy.py MODEL FUTURES SEED

Each consignment is a process; each place is a process that releases once a week, from a heap in the order of priority,
day, number. Draws are Python's own. Prints the CPU seconds of the simulation and each future's mean day.
"""
import heapq
import math
import random
import sys
import time

from SimPy.Simulation import Process, Simulation, hold, passivate

EARLY = 0.25


class Place(Process):
    def __init__(self, sim, capacity):
        Process.__init__(self, sim=sim)
        self.capacity, self.waiting = capacity, []

    def release(self, weeks):
        owed = 0
        for week in range(weeks):
            credit = owed + self.capacity[week]
            while credit > 0 and self.waiting:
                consignment = heapq.heappop(self.waiting)[3]
                credit -= 1
                self.sim.reactivate(consignment)
            owed = min(0, credit)
            yield hold, self, 7


class Consignment(Process):
    def __init__(self, sim, number, start, priority, steps):
        Process.__init__(self, sim=sim)
        self.number, self.start, self.priority, self.steps, self.day = number, start, priority, steps, None

    def travel(self, places, laws, shocks):
        """Comes a quarter of a day early everywhere, so that who comes on the day of a release is there for it."""
        on_the_hour = self.start == 0
        if self.start:
            yield hold, self, self.start - EARLY
        left_place = False
        for place, law, shock in self.steps:
            if place >= 0:
                if left_place and on_the_hour:
                    yield hold, self, 1 - EARLY
                heapq.heappush(places[place].waiting, (self.priority, self.sim.now(), self.number, self))
                yield passivate, self
                left_place = on_the_hour = True
            mu, sigma = laws[law]
            days = math.floor(math.exp(mu + sigma * random.gauss(0, 1)) * shocks[shock] + 0.5)
            if days:
                yield hold, self, days - EARLY if on_the_hour else days
                on_the_hour = False
        self.day = math.ceil(self.sim.now())


def read(path):
    with open(path) as file:
        weeks, shocks = map(int, file.readline().split())
        laws = [tuple(map(float, file.readline().split())) for _ in range(int(file.readline()))]
        capacities = [list(map(int, file.readline().split())) for _ in range(int(file.readline()))]
        consignments = []
        for _ in range(int(file.readline())):
            start, priority, *steps = map(int, file.readline().split())
            consignments.append((start, priority, list(zip(steps[::3], steps[1::3], steps[2::3]))))
    return weeks, shocks, laws, capacities, consignments


def main():
    weeks, groups, laws, capacities, consignments = read(sys.argv[1])
    random.seed(int(sys.argv[3]))
    horizon = weeks * 7
    means = []
    begin = time.process_time()
    for _ in range(int(sys.argv[2])):
        shocks = [math.exp(0.25 * random.gauss(0, 1)) for _ in range(groups)]
        sim = Simulation()
        sim.initialize()
        places = [Place(sim, capacity) for capacity in capacities]
        people = [Consignment(sim, i, *consignment) for i, consignment in enumerate(consignments)]
        for one in people:
            sim.activate(one, one.travel(places, laws, shocks))
        for place in places:
            sim.activate(place, place.release(weeks))
        sim.simulate(until=horizon - 1e-9)
        means.append(sum(horizon if one.day is None else one.day for one in people) / len(people))
    print(time.process_time() - begin, *means)


main()
