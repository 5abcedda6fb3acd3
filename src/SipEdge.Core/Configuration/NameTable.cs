namespace SipEdge.Core.Configuration;

/// <summary>The words of one choice and what each means, in both directions.</summary>
public sealed class NameTable<T>(params (string Name, T Value)[] rows)
    where T : struct, Enum
{
    public IEnumerable<string> Names => rows.Select(row => row.Name);

    public bool TryFind(string name, out T value)
    {
        foreach (var row in rows)
        {
            if (string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = row.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    public string Name(T value)
    {
        foreach (var row in rows)
        {
            if (EqualityComparer<T>.Default.Equals(row.Value, value))
            {
                return row.Name;
            }
        }
        return value.ToString();
    }
}
