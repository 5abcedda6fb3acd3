using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>What every reader of one file shares.</summary>
internal sealed class ReadContext(string directory, ConfigPositions positions, ProblemList problems)
{
    public ConfigPositions Positions => positions;

    public ProblemList Problems => problems;

    /// <summary>
    /// Every key that was asked for, names and numbers of list items replaced by '*': what the documents and the schema must
    /// list. Filled only for a test that gives one.
    /// </summary>
    public ISet<string>? Keys { get; init; }

    /// <summary>Filled for somebody who wants to see every value; otherwise null.</summary>
    public EffectiveValues? Effective { get; init; }

    /// <summary>Notes where a value, or its key, was written.</summary>
    public void Place(string path, ConfigPosition place, YamlNode value) => positions.Add(path, place, value.Origin);

    /// <summary>For reading what is not there, so that its defaults are seen.</summary>
    public ReadContext OfDefaults() =>
        new(directory, new ConfigPositions(null), new ProblemList(ConfigPositions.None)) { Effective = Effective };

    /// <summary>Paths in a file are relative to the file, wherever the edge was started from.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, directory);
}
