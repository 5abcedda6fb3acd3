using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// A piece of a YAML document with the place it was written at. An alias is the node its anchor names, and has its position.
/// </summary>
internal abstract record YamlNode(ConfigPosition Position)
{
    /// <summary>Behind its last character; without brackets, behind the last character of what is in it.</summary>
    public ConfigPosition End { get; init; }

    /// <summary>A list in brackets, or keys in braces.</summary>
    public bool Flow { get; init; }

    /// <summary>The file it stands in, when that is not the configuration but a profile.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// Where its anchor, tag or alias stands: a change of its text would be a change elsewhere too. Null: it has none.
    /// </summary>
    public ConfigPosition? Shared { get; init; }

    /// <summary>Nodes in it, aliases counted as often as they occur.</summary>
    public abstract long Weight { get; }

    /// <summary>What it is, for a message that wanted something else.</summary>
    public abstract string Kind { get; }
}

/// <summary>Plain: written without quotes, so that an empty one means "nothing given".</summary>
internal sealed record YamlScalar(string Value, bool Plain, ConfigPosition Position) : YamlNode(Position)
{
    public override long Weight => 1;

    public override string Kind => IsNull ? "nothing" : "a single value";

    public bool IsNull => Plain && Value is "" or "~" or "null";
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, ConfigPosition Position) : YamlNode(Position)
{
    public override long Weight { get; } = 1 + Items.Sum(item => item.Weight);

    public override string Kind => "a list";
}

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, ConfigPosition Position) : YamlNode(Position)
{
    public override long Weight { get; } = 1 + Entries.Sum(entry => entry.Value.Weight);

    public override string Kind => "keys with values";
}

/// <summary>Position: of the key.</summary>
internal sealed record YamlEntry(string Key, ConfigPosition Position, YamlNode Value);
