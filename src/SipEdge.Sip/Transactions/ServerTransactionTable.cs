namespace SipEdge.Sip.Transactions;

/// <summary>
/// Finds a server transaction by its key, and one that is a copy of the same request by another way. Two chained hash
/// tables over the places of the layer; nothing is allocated but when they grow. Owned by the loop.
/// </summary>
internal sealed class ServerTransactionTable
{
    // Heads of chains: a place, or -1. Always a power of two.
    private int[] _byKey = Empty(1024);
    private int[] _byMerge = Empty(1024);
    private int _count;

    public Transaction? Find(Transaction[] places, ReadOnlySpan<byte> key, int hash)
    {
        for (var place = _byKey[hash & (_byKey.Length - 1)]; place >= 0; place = places[place].Next)
        {
            var candidate = places[place];
            if (candidate.KeyHash == hash && candidate.KeyBytes.SequenceEqual(key))
            {
                return candidate;
            }
        }

        return null;
    }

    public Transaction? FindMerged(Transaction[] places, ReadOnlySpan<byte> merge, int hash)
    {
        for (var place = _byMerge[hash & (_byMerge.Length - 1)]; place >= 0; place = places[place].NextMerged)
        {
            var candidate = places[place];
            if (candidate.MergeHash == hash && candidate.MergeBytes.SequenceEqual(merge))
            {
                return candidate;
            }
        }

        return null;
    }

    public void Add(Transaction[] places, Transaction added)
    {
        if (_count == _byKey.Length)
        {
            Grow(places);
        }

        _count++;
        Link(added);
    }

    public void Remove(Transaction[] places, Transaction removed)
    {
        _count--;
        ref var link = ref _byKey[removed.KeyHash & (_byKey.Length - 1)];
        while (link != removed.Index)
        {
            link = ref places[link].Next;
        }

        link = removed.Next;
        removed.Next = -1;
        if (removed.MergeBytes.IsEmpty)
        {
            return;
        }

        link = ref _byMerge[removed.MergeHash & (_byMerge.Length - 1)];
        while (link != removed.Index)
        {
            link = ref places[link].NextMerged;
        }

        link = removed.NextMerged;
        removed.NextMerged = -1;
    }

    private static int[] Empty(int size)
    {
        var heads = new int[size];
        Array.Fill(heads, -1);
        return heads;
    }

    private void Link(Transaction added)
    {
        ref var head = ref _byKey[added.KeyHash & (_byKey.Length - 1)];
        added.Next = head;
        head = added.Index;
        if (!added.MergeBytes.IsEmpty)
        {
            ref var merged = ref _byMerge[added.MergeHash & (_byMerge.Length - 1)];
            added.NextMerged = merged;
            merged = added.Index;
        }
    }

    private void Grow(Transaction[] places)
    {
        var before = _byKey;
        _byKey = Empty(before.Length * 2);
        _byMerge = Empty(before.Length * 2);
        foreach (var head in before)
        {
            for (var place = head; place >= 0;)
            {
                var moved = places[place];
                place = moved.Next;
                Link(moved);
            }
        }
    }
}
