namespace SipEdge.Media.Dtmf;

/// <summary>Outcome of reading the body of an INFO.</summary>
public enum DtmfInfoStatus : byte
{
    Digit,

    /// <summary>A body of another kind: it is none of our business.</summary>
    NotDtmf,

    /// <summary>Says it is a digit, and is none.</summary>
    Malformed,
}
