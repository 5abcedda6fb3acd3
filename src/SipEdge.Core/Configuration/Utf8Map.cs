using System.Collections.Frozen;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>Names to objects, looked up by bytes of a message without making a string. Immutable after construction.</summary>
public sealed class Utf8Map<T>
    where T : class
{
    private readonly FrozenDictionary<byte[], T> _table;
    private readonly FrozenDictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>Of equal names the first stays.</summary>
    public Utf8Map(IEnumerable<(string Name, T Value)> rows, bool ignoreCase)
    {
        var comparer = new Utf8NameComparer(ignoreCase);
        var table = new Dictionary<byte[], T>(comparer);
        foreach (var (name, value) in rows)
        {
            table.TryAdd(Encoding.UTF8.GetBytes(name), value);
        }
        _table = table.ToFrozenDictionary(comparer);
        _lookup = _table.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _table.Count;

    public IEnumerable<T> Values => _table.Values;

    public T? Find(ReadOnlySpan<byte> name) => _lookup.TryGetValue(name, out var value) ? value : null;
}
