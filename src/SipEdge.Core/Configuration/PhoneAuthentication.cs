namespace SipEdge.Core.Configuration;

/// <summary>Who checks the password of a phone that registers.</summary>
public enum PhoneAuthentication : byte
{
    /// <summary>The edge, against its own accounts; towards the PBX it registers in the phone's place.</summary>
    Edge,

    /// <summary>The PBX: its challenge goes to the phone, and the phone's answer back, in REGISTER and nowhere else.</summary>
    Pbx,
}
