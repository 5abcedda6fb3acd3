namespace SipEdge.Media.Quality;

/// <summary>What a packet's sequence number says of it.</summary>
public enum SequenceOutcome : byte
{
    /// <summary>Ahead of all before.</summary>
    Newest,

    /// <summary>Expected, and passed by a later one.</summary>
    Reordered,

    /// <summary>Came before.</summary>
    Duplicate,

    /// <summary>So far behind that it cannot be told from a repeated one; it stays lost.</summary>
    Behind,

    /// <summary>Of another source, or far off: not counted until the next one confirms it.</summary>
    Unconfirmed,

    /// <summary>Counting began, or began anew: the first packet, a confirmed new source, a confirmed jump.</summary>
    Started,
}
