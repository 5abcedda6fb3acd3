namespace SipEdge.Core.Registrations;

[Flags]
internal enum RegistrationEffects : ushort
{
    None = 0,
    FirstTarget = 1,
    NextTarget = 2,
    Send = 4,
    SendCredentials = 8,

    /// <summary>A REGISTER that removes the binding (RFC 3261 §10.2.2).</summary>
    SendRemoval = 16,

    ArmRefresh = 32,
    ArmRetry = 64,
    ArmSlowRetry = 128,
    Disarm = 256,

    /// <summary>Nothing is left of it.</summary>
    Finish = 512,
}
