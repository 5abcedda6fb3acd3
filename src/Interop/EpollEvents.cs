using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SipEdge.Interop;

/// <summary>
/// An array of struct epoll_event. The kernel packs it to 12 bytes on x86-64 and leaves it at 16 everywhere else, so it
/// is addressed by hand. Allocated once by the loop that waits with it, freed with that loop.
/// </summary>
internal readonly unsafe struct EpollEvents(int capacity) : IDisposable
{
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public byte* Pointer { get; } = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)Stride);

    public int Capacity { get; } = capacity;

    public static int Stride => Packed ? 12 : 16;

    private static int DataOffset => Packed ? 4 : 8;

    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(Pointer + (index * Stride));

    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(Pointer + (index * Stride) + DataOffset);

    public void Dispose() => NativeMemory.Free(Pointer);

    internal static void Write(byte* target, uint events, ulong data)
    {
        Unsafe.WriteUnaligned(target, events);
        Unsafe.WriteUnaligned(target + DataOffset, data);
    }
}
