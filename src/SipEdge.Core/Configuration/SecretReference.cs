namespace SipEdge.Core.Configuration;

public enum SecretKind : byte { File, Env, Credential }

/// <summary>Where a secret is kept. The configuration never holds the secret itself, so this may be shown.</summary>
public sealed record SecretReference(SecretKind Kind, string Name)
{
    public override string ToString() => $"{Kind switch
    {
        SecretKind.File => "file",
        SecretKind.Env => "env",
        _ => "credential",
    }} {Name}";
}
