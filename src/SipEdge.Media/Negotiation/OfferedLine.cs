namespace SipEdge.Media.Negotiation;

/// <summary>A line of an offer that its maker's policy accepts. Its formats are in the table that it was read with.</summary>
internal ref struct OfferedLine
{
    public LineView Line;
    public PeerKeys Keys;

    /// <summary>How many formats it has.</summary>
    public int Formats;
}
