using System.Numerics;
using System.Runtime.InteropServices;

namespace SipEdge.Media.Relay;

/// <summary>
/// A bounded queue for any number of writers and readers without locks: every cell carries the turn it is good for
/// (D. Vyukov's scheme). Full and empty are answers, nobody waits.
/// </summary>
internal sealed class BoundedRing<T>
{
    private readonly Cell[] _cells;
    private readonly int _mask;
    private PaddedCounter _write;
    private PaddedCounter _read;

    public BoundedRing(int capacity)
    {
        _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2))];
        _mask = _cells.Length - 1;
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i].Turn = i;
        }
    }

    /// <summary>Whether a reader would find something; for the owner of the reading side.</summary>
    public bool IsEmpty
    {
        get
        {
            var at = Volatile.Read(ref _read.Value);
            return Volatile.Read(ref _cells[(int)at & _mask].Turn) - (at + 1) < 0;
        }
    }

    public bool TryWrite(in T item)
    {
        while (true)
        {
            var at = Volatile.Read(ref _write.Value);
            ref var cell = ref _cells[(int)at & _mask];
            var ahead = Volatile.Read(ref cell.Turn) - at;
            if (ahead < 0)
            {
                return false;
            }

            if (ahead == 0 && Interlocked.CompareExchange(ref _write.Value, at + 1, at) == at)
            {
                cell.Item = item;
                Volatile.Write(ref cell.Turn, at + 1);
                return true;
            }
        }
    }

    public bool TryRead(out T item)
    {
        while (true)
        {
            var at = Volatile.Read(ref _read.Value);
            ref var cell = ref _cells[(int)at & _mask];
            var ahead = Volatile.Read(ref cell.Turn) - (at + 1);
            if (ahead < 0)
            {
                item = default!;
                return false;
            }

            if (ahead == 0 && Interlocked.CompareExchange(ref _read.Value, at + 1, at) == at)
            {
                item = cell.Item;
                cell.Item = default!;
                Volatile.Write(ref cell.Turn, at + _cells.Length);
                return true;
            }
        }
    }

    private struct Cell
    {
        public long Turn;
        public T Item;
    }
}

/// <summary>Alone on its cache line, so that writers and readers do not slow each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    public long Value;
}
