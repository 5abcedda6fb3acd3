using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>A piece of a YAML document with the place it was written at. An alias is the very node its anchor names.</summary>
internal abstract record YamlNode(ConfigPosition Position)
{
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
