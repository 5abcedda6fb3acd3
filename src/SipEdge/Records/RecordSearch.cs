namespace SipEdge.Records;

/// <summary>Finds the record of an attempt in a file of JSON lines.</summary>
internal static class RecordSearch
{
    /// <summary>The last line with that id; null when there is none or the file cannot be read.</summary>
    public static async Task<string?> FindAsync(string path, string id, CancellationToken stop)
    {
        // Identifiers are hex: whatever else was asked for is in no record.
        if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit) || !File.Exists(path))
        {
            return null;
        }
        var wanted = $"\"id\":\"{id}\"";
        string? found = null;
        await foreach (var line in File.ReadLinesAsync(path, stop).ConfigureAwait(false))
        {
            if (line.Contains(wanted, StringComparison.Ordinal))
            {
                found = line;
            }
        }
        return found;
    }
}
