using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Message-sized byte arrays of one loop, in a few size classes. A loop has one; nothing here is thread-safe. In DEBUG
/// builds returned memory is filled with 0xDD, a second return is refused, and <see cref="Outstanding"/> names the files
/// and lines that have not returned.
/// </summary>
public sealed class BufferPool
{
    /// <summary>Per class, how many bytes are kept for the next renter; above that a returned array is let go.</summary>
    private const int KeptBytesPerClass = 64 * 1024 * 1024;

#if DEBUG
    private const bool Tracks = true;
#else
    private const bool Tracks = false;
#endif

    private static readonly int[] SizeClasses = [256, 512, 1024, 2048, 4096, 8192, 65536];

    // Owned by the loop.
    private readonly Stack<byte[]>[] _free;
    private readonly Dictionary<byte[], (string File, int Line)>? _rented =
        Tracks ? new(ReferenceEqualityComparer.Instance) : null;

    public BufferPool()
    {
        _free = new Stack<byte[]>[SizeClasses.Length];
        for (var index = 0; index < _free.Length; index++)
        {
            _free[index] = new Stack<byte[]>();
        }
    }

    /// <summary>The longest buffer that can be rented: one more than the longest message.</summary>
    public static int MaxSize => SizeClasses[^1];

    /// <summary>Buffers rented and not returned.</summary>
    public int RentedCount { get; private set; }

    /// <summary>A lease on at least <paramref name="size"/> bytes; its content is whatever the last renter left.</summary>
    public BufferLease Rent(
        int size,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        var index = ClassOf(size);
        if (!_free[index].TryPop(out var array))
        {
            array = GC.AllocateUninitializedArray<byte>(SizeClasses[index]);
        }

        RentedCount++;
        Remember(array, file, line);
        return new BufferLease(array, 0);
    }

    /// <summary>Takes a lease back and empties it; an empty lease is nothing to return.</summary>
    public void Return(ref BufferLease lease)
    {
        var array = lease.Array;
        lease = default;
        if (array is null)
        {
            return;
        }

        RentedCount--;
        Forget(array);
        var index = ClassOf(array.Length);
        if (_free[index].Count < KeptBytesPerClass / SizeClasses[index])
        {
            _free[index].Push(array);
        }
    }

    /// <summary>DEBUG builds: who rented what is still out. Empty in Release builds.</summary>
    public string Outstanding()
    {
        var renters = new StringBuilder();
        if (_rented is not null)
        {
            foreach (var (file, line) in _rented.Values)
            {
                renters.Append(Path.GetFileName(file)).Append(':').Append(line).Append('\n');
            }
        }

        return renters.ToString();
    }

    private static int ClassOf(int size) => size switch
    {
        <= 256 => 0,
        <= 8192 => BitOperations.Log2((uint)(size - 1)) - 7,
        _ => 6,
    };

    private void Remember(byte[] array, string file, int line) =>
        _rented?.Add(array, (file, line));

    private void Forget(byte[] array)
    {
        if (_rented is null)
        {
            return;
        }

        if (!_rented.Remove(array))
        {
            throw new InvalidOperationException("A buffer was returned that is not out.");
        }

        array.AsSpan().Fill(0xDD);
    }
}

/// <summary>A rented buffer and how much of it is filled. Copy it only to move it: one owner returns it.</summary>
public struct BufferLease(byte[]? array, int length)
{
    public byte[]? Array { get; } = array;

    /// <summary>How many bytes from the start mean something.</summary>
    public int Length { get; set; } = length;

    public readonly bool IsEmpty => Array is null;

    public readonly Span<byte> Memory => Array;

    public readonly ReadOnlySpan<byte> Filled => Array.AsSpan(0, Length);
}
