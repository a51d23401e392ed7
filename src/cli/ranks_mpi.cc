// libservanda_ranks.so: what cli/ranks.cc loads under mpirun. MPI ends all processes where one of these fails.
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <cstddef>

namespace {

constexpr std::size_t kMost = std::size_t{1} << 30;  // bytes of one message
constexpr int kTag = 7;

template <class Talk>
void in_parts(char* bytes, std::size_t n, const Talk& talk) {
  for (std::size_t done = 0; done < n; done += std::min(kMost, n - done))
    talk(bytes + done, static_cast<int>(std::min(kMost, n - done)));
}

}  // namespace

extern "C" {

int servanda_ranks_start(int* rank, int* size) {
  int given = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given) != MPI_SUCCESS) return 1;
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, size);
  return given < MPI_THREAD_FUNNELED ? 1 : 0;
}

void servanda_ranks_send(const void* bytes, std::size_t n) {
  in_parts(static_cast<char*>(const_cast<void*>(bytes)), n,
           [](char* part, int size) { MPI_Send(part, size, MPI_BYTE, 0, kTag, MPI_COMM_WORLD); });
}

void servanda_ranks_receive(int from, void* bytes, std::size_t n) {
  in_parts(static_cast<char*>(bytes), n, [from](char* part, int size) {
    MPI_Recv(part, size, MPI_BYTE, from, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  });
}

void servanda_ranks_broadcast(void* bytes, std::size_t n) {
  in_parts(static_cast<char*>(bytes), n, [](char* part, int size) { MPI_Bcast(part, size, MPI_BYTE, 0, MPI_COMM_WORLD); });
}

void servanda_ranks_end() { MPI_Finalize(); }

}  // extern "C"
